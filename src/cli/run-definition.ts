/** Runs one definition on an engine over a store in memory, and shows what happens. */
import { defaultNamespace } from '#api'
import { awsLimits, defaultLimits, tryParseJson, type ExecutionArn } from '#base'
import type { Engine } from '#engine'
import { openSqliteStore } from '#store/sqlite'
import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parse } from 'yaml'
import { openEngineRooms } from './compose-engine.ts'
import { findConfigFile, readConfigFile } from './config-file.ts'
import { historyHeading, historyLines } from './history-table.ts'
import { openLogger } from './logger.ts'
import { renderDiagnostic } from './render-diagnostic.ts'
import type { RunOptions } from './commands/run.ts'
import { UserError } from './user-error.ts'

/** How often `--watch` looks for new events. */
const watchEveryMs = 100
const eventsPerLook = 1000

/** Resolves with the exit code: 0 when the execution succeeded. */
export async function runDefinition(file: string, options: RunOptions): Promise<number> {
  const definition = readDefinitionText(file)
  const input = readInput(options.input)
  await using opened = new AsyncDisposableStack()
  const store = await openSqliteStore({ memory: true })
  opened.defer(() => store.close())
  const config = readConfigFile(options.config ?? findConfigFile())
  const { engine } = await openEngineRooms(
    {
      store,
      limits: options.limits === 'aws' ? awsLimits : defaultLimits,
      config,
      functionsDirectory: resolve(options.functions),
      laptop: true,
      access: { routes: config.awsRoutes },
      logger: openLogger('warn'),
    },
    opened,
  )
  const stateMachineName = machineName(file)
  await createMachine(engine, { file, definition, name: stateMachineName })
  const name = options.name === undefined ? {} : { name: options.name }
  const started = await engine.start({ ...defaultNamespace, stateMachineName, input, ...name })
  if ('refused' in started) throw new UserError(`the execution could not start: ${started.refused}`)
  return await show(engine, started.executionArn, options.watch)
}

async function createMachine(
  engine: Engine,
  { file, definition, name }: { readonly file: string; readonly definition: string; readonly name: string },
): Promise<void> {
  const created = await engine.catalog.createMachine({
    ...defaultNamespace,
    name,
    definition,
    roleArn: `arn:aws:iam::${defaultNamespace.account}:role/stepwell-run`,
    type: 'STANDARD',
    configuration: '{}',
  })
  if (!('refused' in created)) return
  const context = { file, text: definition, color: process.stderr.isTTY }
  const findings = created.refused === 'invalid-definition' ? created.diagnostics : []
  for (const finding of findings) console.error(renderDiagnostic(finding, context))
  throw new UserError(`${file} is no valid definition; "stepwell validate ${file} --fix" may repair it.`)
}

/** Shows the execution until it has ended. Resolves with the exit code. */
async function show(engine: Engine, executionArn: ExecutionArn, watch: boolean): Promise<number> {
  const ended = engine.ended(executionArn)
  if (watch) await printEvents(engine, executionArn, ended)
  const { status, output, error, cause } = await ended
  if (status === 'SUCCEEDED') {
    console.log(output)
    return 0
  }
  const reason = [error, cause].filter((part) => part !== undefined).join(': ')
  console.error(reason === '' ? status : `${status}  ${reason}`)
  if (!watch) console.error('run it with --watch to see every event')
  return 1
}

/** Prints the events as they come, on stderr: stdout is for the output. */
async function printEvents(
  engine: Engine,
  executionArn: ExecutionArn,
  ended: Promise<unknown>,
): Promise<void> {
  let open = true
  void ended.finally(() => (open = false))
  let from = 1
  console.error(historyHeading())
  for (;;) {
    const last = !open
    const execution = await engine.execution(executionArn)
    const events = execution
      ? await engine.history({ execution, from, limit: eventsPerLook, reverse: false })
      : []
    for (const line of historyLines(events, execution?.startedAt ?? 0)) console.error(line)
    from = (events.at(-1)?.id ?? from - 1) + 1
    if (events.length === 0 && last) return
    if (events.length === 0)
      await Promise.race([ended, new Promise((next) => setTimeout(next, watchEveryMs))])
  }
}

/** The definition as JSON text, which is what a state machine is created from. */
function readDefinitionText(file: string): string {
  const text = readText(file)
  return /\.ya?ml$/.test(file) ? JSON.stringify(parse(text)) : text
}

function readInput(option: string): string {
  const text = option.startsWith('@') ? readText(option.slice(1)) : option
  if (tryParseJson(text) === undefined) {
    throw new UserError(
      `--input is no JSON: ${text.slice(0, 80)}\nGive JSON text, or @FILE for a file with it.`,
    )
  }
  return text
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${(error as Error).message}`)
  }
}

function machineName(file: string): string {
  return (
    basename(file)
      .split('.')[0]!
      .replaceAll(/[^\w-]/g, '-') || 'definition'
  )
}
