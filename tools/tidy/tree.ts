/** The repository's own files, as text: what every tidy check looks at. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Text by path from the repository's root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>

export interface Finding {
  readonly path: string
  /** What was found, what was expected and what to do. */
  readonly message: string
}

export type Check = (tree: Tree) => readonly Finding[]

const binary = /\.(png|jpe?g|gif|ico|woff2?|sqlite|db|gz|zip|wasm)$/

/** Every file that git tracks or would track, but for binary ones, which are there with an empty text. */
export function readTree(): Tree {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(path))
  return new Map(paths.map((path) => [path, binary.test(path) ? '' : readFileSync(path, 'utf8')]))
}

export function findingsText(findings: readonly Finding[]): string {
  return findings.map((finding) => `${finding.path}: ${finding.message}`).join('\n')
}
