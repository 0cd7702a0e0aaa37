/** The functions: each is loaded in a process of its own, and none is called. */
import { discoverFunctions, type FunctionSource } from '#functions'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Checkup } from './checkup.ts'
import { ok, problem, type Finding } from './finding.ts'

/** Longest time for loading one. */
const loadMsMax = 20_000

const nodeProgram = `
const [file, name] = process.argv.slice(1)
const module = await import(file)
if (typeof (module[name] ?? module.default?.[name]) !== 'function') throw new Error(name + ' is not exported')
process.exit(0)`

const pythonProgram = `
import importlib.util, os, sys
path, names = sys.argv[1], sys.argv[2].split(",")
sys.path.insert(0, os.path.dirname(path))
spec = importlib.util.spec_from_file_location("function_to_check", path)
module = importlib.util.module_from_spec(spec)
sys.modules["function_to_check"] = module
spec.loader.exec_module(module)
assert any(hasattr(module, name) for name in names), names[0] + " is not defined"
`

export async function checkFunctions(checkup: Checkup): Promise<readonly Finding[]> {
  const { functionsDirectory, config } = checkup
  let sources: readonly FunctionSource[]
  try {
    sources = [...discoverFunctions(functionsDirectory, config.functions, config.directory).values()]
  } catch (error) {
    const next = ['Correct stepwell.config.yaml.']
    return [problem('functions', (error as Error).message, { expected: 'a file for each function', next })]
  }
  if (sources.length === 0) {
    const where = existsSync(functionsDirectory) ? 'has none' : 'is not there'
    return [ok('functions', `none: ${functionsDirectory} ${where}`)]
  }
  const failures: Finding[] = []
  // One after the other: each is a process.
  for (const source of sources) {
    const failure = await loadFailure(source, checkup)
    if (failure !== undefined) failures.push(cannotLoad(source, failure))
  }
  const loaded = sources.length - failures.length
  return [...(loaded === 0 ? [] : [ok('functions', `${loaded} load${loaded === 1 ? 's' : ''}`)]), ...failures]
}

function cannotLoad({ name, file }: FunctionSource, failure: string): Finding {
  return problem('functions', `${name} does not load: ${failure}`, {
    expected: 'a module that exports its handler',
    next: [`Correct ${file}, or install what it imports.`],
  })
}

/** Why a function does not load; undefined where it does. */
async function loadFailure(
  { file, config }: FunctionSource,
  { environment }: Checkup,
): Promise<string | undefined> {
  const isPython = file.endsWith('.py')
  const handler = config.handler?.split('.').at(-1)
  const [program, args] = isPython
    ? ['python3', ['-c', pythonProgram, file, handler ?? 'handler,lambda_handler']]
    : [
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          '--input-type=module',
          '-e',
          nodeProgram,
          pathToFileURL(file).href,
          handler ?? 'handler',
        ],
      ]
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        cwd: dirname(file),
        env: { ...environment, ...config.environment },
        timeout: loadMsMax,
        encoding: 'utf8',
      },
      (error, _stdout, stderr) => resolve(error ? reasonIn(stderr, error) : undefined),
    )
  })
}

/** The line of a trace that says what happened. */
function reasonIn(
  trace: string,
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
): string {
  if (error.code === 'ENOENT') return 'python3 is not installed'
  if (error.killed === true) return `it takes longer than ${loadMsMax / 1000} s`
  const lines = trace.split('\n').map((line) => line.trim())
  const named = lines.filter((line) => /^(\w+\.)*\w*(Error|Exception)\b.*/.test(line))
  return (named.at(-1) ?? lines.findLast((line) => line !== '') ?? error.message).slice(0, 300)
}
