/** One rule alone over a definition in JSON, for its tests. */
import { assert } from '#base'
import type { Diagnostic } from '../diagnostic.ts'
import { outlineOf, type MachineType } from '../outline.ts'
import { readJson } from '../syntax/read-json.ts'
import { Source } from '../syntax/source.ts'
import { Report } from './report.ts'
import type { Rule } from './rule.ts'

export function runRule(rule: Rule, text: string, type: MachineType = 'STANDARD'): readonly Diagnostic[] {
  const source = new Source(text, 'json')
  const { root } = readJson(source)
  assert(root?.kind === 'object', 'the text of a rule test is a JSON object')
  const report = new Report(source)
  rule(outlineOf(source, root, type), report)
  return report.diagnostics
}
