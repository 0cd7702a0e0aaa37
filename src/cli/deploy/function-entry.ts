/**
 * The file that the server loads for a deployed function. It sets the function's environment and working folder as
 * Lambda does, and hands on the handler in the folder `code` beside it.
 *
 * So a running server takes a deployed function over like any other in its functions directory, and what
 * stepwell.config.yaml says of the function (environment, time, memory) still holds, and wins.
 */
import { posix } from 'node:path'

export type Language = 'node' | 'python'

export interface Entry {
  readonly language: Language
  /** In the code: `src/app.js`. */
  readonly file: string
  /** What the module exports: `handler`, or `group.handler`. */
  readonly exported: string
  readonly environment: Readonly<Record<string, string>>
  /** Where it comes from, for whoever opens the file: `ChargeFunction of template.yaml`. */
  readonly origin: string
}

/** The first line of every such file tells that deploy may write over it. */
export const entryMark = 'Written by "stepwell deploy"'

/** What runs here, of a Lambda runtime's name; undefined for other languages. */
export function languageOf(runtime: string): Language | undefined {
  if (runtime.startsWith('nodejs')) return 'node'
  return runtime.startsWith('python3') ? 'python' : undefined
}

/** The file and the export that a handler such as `src/app.handler` names, or undefined where no file of the code is it. */
export function findHandler(
  handler: string,
  language: Language,
  paths: ReadonlySet<string>,
): { readonly file: string; readonly exported: string } | undefined {
  const { module, exported } = language === 'node' ? nodeHandler(handler) : pythonHandler(handler)
  const endings =
    language === 'node' ? ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', ''] : ['.py', '/__init__.py']
  const file = endings.map((ending) => posix.normalize(`${module}${ending}`)).find((path) => paths.has(path))
  return file === undefined || exported === '' ? undefined : { file, exported }
}

/** Node's runtime divides at the first dot of the last part: `lib/index.api.handler` is `api.handler` of lib/index. */
function nodeHandler(handler: string): { readonly module: string; readonly exported: string } {
  const slash = handler.lastIndexOf('/') + 1
  const dot = handler.indexOf('.', slash)
  return dot < 0
    ? { module: handler, exported: '' }
    : { module: handler.slice(0, dot), exported: handler.slice(dot + 1) }
}

/** Python's divides at the last dot, and dots before it are folders. */
function pythonHandler(handler: string): { readonly module: string; readonly exported: string } {
  const dot = handler.lastIndexOf('.')
  const module = handler.slice(0, Math.max(dot, 0)).replaceAll('.', '/')
  return { module, exported: handler.slice(dot + 1) }
}

/** The entry file's name and text. */
export function entryFile(entry: Entry): { readonly name: string; readonly text: string } {
  return entry.language === 'node'
    ? { name: 'index.mjs', text: nodeText(entry) }
    : { name: 'index.py', text: pythonText(entry) }
}

function nodeText({ file, exported, environment, origin }: Entry): string {
  return `// ${entryMark}: ${oneLine(origin)}. The next deployment writes over it.
import { join } from 'node:path'
import { chdir, env } from 'node:process'
import { pathToFileURL } from 'node:url'

const variables = ${JSON.stringify(environment, null, 2)}
for (const [name, value] of Object.entries(variables)) env[name] ??= value
const code = join(import.meta.dirname, 'code')
env.LAMBDA_TASK_ROOT = code
chdir(code)

const file = join(code, ${JSON.stringify(file)})
const module = await import(pathToFileURL(file).href)
const find = (from) => ${JSON.stringify(exported.split('.'))}.reduce((found, name) => found?.[name], from)
export const handler = find(module) ?? find(module.default)
if (typeof handler !== 'function') {
  const error = new Error(file + ${JSON.stringify(`: ${exported} is undefined or not exported`)})
  error.name = 'Runtime.HandlerNotFound'
  throw error
}
`
}

function pythonText({ file, exported, environment, origin }: Entry): string {
  const module = file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')
  return `# ${entryMark}: ${oneLine(origin)}. The next deployment writes over it.
import importlib
import json
import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
_code = os.path.join(_folder, "code")
for _name, _value in json.loads(${pythonString(JSON.stringify(environment))}).items():
    os.environ.setdefault(_name, _value)
os.environ["LAMBDA_TASK_ROOT"] = _code
os.chdir(_code)
# The code may have a module of this file's name: its folder comes first, and this file is nobody's module.
sys.path[:] = [_code] + [path for path in sys.path if os.path.abspath(path) != _folder]
sys.modules.pop(__name__, None)
handler = getattr(importlib.import_module(${pythonString(module)}), ${pythonString(exported)})
`
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

/** JSON's escapes of a text are Python's, too, but for characters beyond U+FFFF, which stay as they are. */
function pythonString(text: string): string {
  return JSON.stringify(text)
}
