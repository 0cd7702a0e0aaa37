/** The change of one compiled file that makes its references hold in `dist/`. */
import { posix } from 'node:path'

export interface Compiled {
  /** From the repository's root: `dist/…`. */
  readonly path: string
  readonly text: string
}

const before = String.raw`\bfrom\s+|\bimport\(\s*|\bimport\s+|\bnew URL\(\s*`
const doorReference = new RegExp(String.raw`(?<=(?:${before})['"])#[^'"\n]+`, 'g')
const typescriptEnding = new RegExp(String.raw`(?<=(?:${before})['"]\.[^'"\n]*)\.(m?)ts(?=['"])`, 'g')
const reference = new RegExp(String.raw`(?<=(?:${before})['"])\.[^'"\n]*`, 'g')

/** The new text, and every relative reference in it. Throws where a door is not one of `doors`. */
export function relocate(
  { path, text }: Compiled,
  doors: Readonly<Record<string, string>>,
): { readonly text: string; readonly references: readonly string[] } {
  const relocated = text
    .replace(doorReference, (name) => {
      const source = doors[name]
      if (source === undefined) throw new Error(`${path}: package.json's "imports" has no ${name}`)
      return relativePath(path, source.replace(/^\.\/src/, 'dist').replace(/\.ts$/, '.js'))
    })
    .replace(typescriptEnding, '.$1js')
  return { text: relocated, references: relocated.match(reference) ?? [] }
}

function relativePath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}
