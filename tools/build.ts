/**
 * `npm run build`: the source as plain JavaScript and `.d.ts` in `dist/`, as an installed package needs it.
 *
 * Node strips no types inside `node_modules`, so what is published is compiled. Three things are rewritten after the
 * compiler: the doors between rooms (package.json's `imports` point at `src/`, which is not shipped) become relative
 * paths; `new URL('./x.ts', import.meta.url)`, by which workers and child processes are found, names the `.js`; and
 * files that are not TypeScript are copied. A reference that leads nowhere afterwards fails the build.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { relocate } from './build/relocate.ts'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })
// stdout is left to npm, which prints what it packed.
const stderr = 2
const compiler = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], {
  stdio: ['ignore', stderr, stderr],
})
if (compiler.status !== 0) process.exit(1)

const { imports: doors } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  imports: Record<string, string>
}
const lost: string[] = []

for (const path of globSync('dist/**/*.{js,d.ts}').map(posixPath)) {
  const relocated = relocate({ path, text: readFileSync(path, 'utf8') }, doors)
  writeFileSync(path, relocated.text)
  for (const target of relocated.references) if (!isThere(path, target)) lost.push(`${path}: ${target}`)
}

for (const path of globSync('src/**/*.*').map(posixPath)) {
  if (/\.(ts|tsx|md)$/.test(path)) continue
  const target = join('dist', path.slice('src/'.length))
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(path, target)
}

if (lost.length > 0) {
  console.error(`these references lead nowhere in dist:\n${lost.join('\n')}`)
  process.exitCode = 1
}

function isThere(path: string, target: string): boolean {
  const file = posix.join(posix.dirname(path), target)
  return existsSync(file) || existsSync(join('src', posix.relative('dist', file)))
}

function posixPath(path: string): string {
  return path.replaceAll('\\', '/')
}
