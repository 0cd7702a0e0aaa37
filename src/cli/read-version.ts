/** The version in package.json, which lies two folders up from the source and from the compiled file alike. */
import { readFileSync } from 'node:fs'

export function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
