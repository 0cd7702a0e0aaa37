/** What is published works where it is installed: packed, unpacked into another folder's node_modules, and run from there. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

const application = mkdtempSync(join(tmpdir(), 'stepwell-package-'))
const installed = join(application, 'node_modules/stepwell')
const command = join(installed, 'bin/stepwell.js')
let packed: readonly string[] = []

before(() => {
  const args = ['pack', '--json', '--pack-destination', application]
  const [tarball] = JSON.parse(npm(...args)) as [{ filename: string; files: readonly { path: string }[] }]
  packed = tarball.files.map(({ path }) => path)
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(application, tarball.filename), '-C', installed, '--strip-components=1'])
  linkDependencies()
})
after(() => rmSync(application, { recursive: true, force: true }))

/** npm prints what the build says before its JSON; the build says nothing unless it fails. */
function npm(...args: readonly string[]): string {
  const output = execFileSync('npm', ['--silent', ...args], { encoding: 'utf8' })
  return output.slice(output.indexOf('['))
}

/** Only what package.json declares for users is there, so a forgotten dependency is found. */
function linkDependencies(): void {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }
  for (const name of Object.keys(dependencies)) {
    const link = join(application, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(resolve('node_modules', name), link)
  }
}

test('the package has what it needs and no tests', () => {
  for (const path of ['LICENSE', 'README.md', 'bin/stepwell.js', 'dist/cli/main.js', 'dist/cli/main.d.ts']) {
    assert.ok(packed.includes(path), `${path} is not in the package`)
  }
  const strays = packed.filter((path) => /\.test\.|^(src|test|tools|bench)\/|\.tsbuildinfo$/.test(path))
  assert.deepEqual(strays, [])
})

test('version, validate and run work from an installed package', () => {
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [command, ...args], { cwd: application, encoding: 'utf8' })
  const machine = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'double', End: true } } }
  writeFileSync(join(application, 'double.asl.json'), JSON.stringify(machine))
  mkdirSync(join(application, 'functions'))
  writeFileSync(
    join(application, 'functions/double.ts'),
    'export const handler = (n: number): number => n * 2\n',
  )
  assert.match(run('version'), /^stepwell \d+\.\d+\.\d+ \(Node /)
  assert.match(run('validate', 'double.asl.json'), /: valid/)
  assert.equal(run('run', 'double.asl.json', '--input', '21'), '42\n')
})

test('serve runs from an installed package, with its threads and processes', async () => {
  const args = [command, 'serve', '--data', join(application, 'data'), '--port', '0']
  const child = spawn(process.execPath, args, { cwd: application, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  assert.match(line, /^stepwell listening on http:\/\/127\.0\.0\.1:\d+$/)
  const endpoint = line.split(' ').at(-1)!
  const { status } = (await (await fetch(`${endpoint}/readyz`)).json()) as { status: string }
  assert.equal(status, 'ready')
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})
