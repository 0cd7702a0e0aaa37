/** One check of a definition: it looks at the outline and reports what is wrong. */
import type { Outline } from '../outline.ts'
import type { Report } from './report.ts'

export type Rule = (outline: Outline, report: Report) => void
