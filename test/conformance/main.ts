/**
 * `npm run conformance`: plays the recorded AWS behaviour against the real server and keeps the score.
 *
 * The cases and their runner lie beside the repository (`../shared/conformance`) and are used as they are. Fails when
 * a group passes a smaller part of its cases than `score.json` says; `--update` writes a score that has risen.
 * `--strict` counts a case only when what AWS itself varies in matches as well, without judging the score;
 * `--show N` shows that many failures (20); `--case ID` and `--group G` play only some, without judging the score.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startFauxqs } from 'fauxqs'
import { startServer } from '../support/server.ts'
import { groups, readCases, type Case } from './cases.ts'
import { s3AsAws } from './s3-as-aws.ts'
import { exclusions, failureText, falls, hasRisen, scoreOf, type Result, type Score } from './score.ts'

/** The rules of AWS include its quotas, so the server enforces them. */
const serverArguments = ['--log-level', 'error', '--limits', 'aws']

const shared = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url))
const scoreFile = fileURLToPath(new URL('./score.json', import.meta.url))

/**
 * Cases at the same time: most of them wait for a second or two. With many more, one with a timeout of a second fails
 * when the runner's Python does not start within it.
 */
const jobs = 6

const { values: options } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    show: { type: 'string', default: '20' },
    case: { type: 'string', multiple: true, default: [] },
    group: { type: 'string', multiple: true, default: [] },
  },
})

if (existsSync(join(shared, 'run.mjs'))) await main()
else console.log('conformance was not checked: ../shared/conformance is not there')

async function main(): Promise<void> {
  const cases = readCases(join(shared, 'cases')).filter(isSelected)
  const counted = cases.filter((entry) => entry.excluded === undefined)
  if (counted.length === 0)
    throw new Error('no case is selected; see "node ../shared/conformance/run.mjs --list"')
  const results = await play(counted)
  const now = scoreOf(cases, results)
  printFailures(counted, results)
  print(cases, now)
  if (options.case.length === 0 && options.group.length === 0 && !options.strict) judge(now)
}

function isSelected(entry: Case): boolean {
  const { case: ids, group } = options
  return (
    (ids.length === 0 || ids.some((id) => entry.id.includes(id))) &&
    (group.length === 0 || group.includes(entry.group))
  )
}

/** Runs the cases against a server of their own, whose functions are the runner's. */
async function play(cases: readonly Case[]): Promise<readonly Result[]> {
  const lambdaPort = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-conformance-'))
  const report = join(directory, 'report.json')
  const mocks = ['--mock-config', join(directory, 'mocks.json'), '--seed', 'stepwell']
  const aws = await startFauxqs({ port: 0, logger: false })
  const s3 = await s3AsAws(aws.address)
  const dynamodb = await startDynalite()
  const endpoints = {
    AWS_ENDPOINT_URL_S3: s3.address,
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_SNS: aws.address,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.address,
  }
  const environment = {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${lambdaPort}`,
    ...endpoints,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    SFN_MOCK_CONFIG: mocks[1]!,
  }
  const what = groups.flatMap((group) => ['--group', group]).concat(cases.flatMap(({ id }) => ['--case', id]))
  await run([...mocks, '--prepare', ...what], {})
  const server = await startServer({ arguments: serverArguments, environment })
  try {
    const where = ['--endpoint', server.endpoint, '--lambda-port', String(lambdaPort), '--out', report]
    const drivers = ['logs', 's3', 'aws'].flatMap((service) => [
      '--driver',
      fileURLToPath(new URL(`./${service}-driver.ts`, import.meta.url)),
    ])
    const how = [
      '--jobs',
      String(jobs),
      ...(options.strict ? ['--strict'] : []),
      '--report-only',
      '--with',
      'logs,s3,sqs,sns,dynamodb,events,apigateway',
      ...drivers,
    ]
    await run([...where, ...how, ...mocks, ...what], endpoints)
    return (JSON.parse(readFileSync(report, 'utf8')) as { cases: readonly Result[] }).cases
  } finally {
    await server.remove()
    s3.stop()
    await aws.stop()
    dynamodb.stop()
    await rm(directory, { recursive: true, force: true })
    if (server.output().includes('"level":"fatal"')) console.log(server.output())
  }
}

/** DynamoDB in memory, whose tables are there at once. */
async function startDynalite(): Promise<{ readonly address: string; stop(): void }> {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
    createTableMs: number
  }) => Server
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, stop: () => void server.close() }
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  const runner = spawn(process.execPath, [join(shared, 'run.mjs'), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output: Buffer[] = []
  runner.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const [code] = (await once(runner, 'close')) as [number | null]
  if (code !== 0)
    throw new Error(`the conformance runner ended with ${code}:\n${Buffer.concat(output).toString()}`)
}

function printFailures(counted: readonly Case[], results: readonly Result[]): void {
  const ids = new Set(counted.map(({ id }) => id))
  const failed = results.filter(({ id, status }) => status !== 'passed' && ids.has(id))
  const shown = Number(options.show)
  for (const result of failed.slice(0, shown)) console.log(`${failureText(result)}\n`)
  if (failed.length > shown) console.log(`and ${failed.length - shown} more failures (--show N)\n`)
}

function print(cases: readonly Case[], now: Score): void {
  for (const group of groups) {
    const score = now[group]
    if (!score || score.counted === 0) continue
    const percent = `${Math.round((100 * score.passed) / score.counted)} %`
    const figures = `${score.passed}/${score.counted}`.padStart(8) + percent.padStart(7)
    console.log(`${group.padEnd(20)} ${figures}  (${score.exact} exact)`)
  }
  const excluded = exclusions(cases)
  const sum = excluded.reduce((total, [, count]) => total + count, 0)
  const reasons = excluded.map(([reason, count]) => `${count} ${reason}`).join(', ')
  if (sum > 0) console.log(`${sum} cases do not count: ${reasons}`)
}

function judge(now: Score): void {
  const kept = existsSync(scoreFile) ? (JSON.parse(readFileSync(scoreFile, 'utf8')) as Score) : {}
  const fallen = falls(kept, now)
  for (const sentence of fallen) console.error(`FAILED ${sentence}`)
  if (fallen.length > 0) process.exitCode = 1
  else if (hasRisen(kept, now) && options.update)
    writeFileSync(scoreFile, `${JSON.stringify(now, null, 2)}\n`)
  else if (hasRisen(kept, now))
    console.log('the score has risen: keep it with "npm run conformance -- --update"')
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
