/** AWS::Lambda::Function: its code is copied into the functions directory, from which a server runs it. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { codeDigest, functionCode, type CodeFile } from './function-code.ts'
import { findHandler, languageOf, type Entry, type Language } from './function-entry.ts'
import { deployedFiles, folderState, writeFolder } from './function-folder.ts'
import { physicalName, resourceValues } from './resource-values.ts'
import type { Planning, Step } from './step.ts'
import { isObject } from './template.ts'

/** It becomes a folder's name. */
const functionName = /^[A-Za-z0-9_-]{1,140}$/

/** Why a function cannot run here, with the next step; undefined where it can. */
export function whyNotHere({ properties }: Planning): string | undefined {
  if (properties.text('PackageType') === 'Image' || properties.value('ImageUri') !== undefined)
    return `a container image does not run here; run it elsewhere and set AWS_ENDPOINT_URL_LAMBDA of the server`
  const runtime = properties.required('Runtime')
  if (languageOf(runtime)) return undefined
  return `the runtime ${runtime} does not run here (nodejs* and python3* do); set AWS_ENDPOINT_URL_LAMBDA of the server to where it runs, or put a stand-in into the functions directory`
}

export async function planFunction(planning: Planning): Promise<Step> {
  const { resource, properties, stack, functionsDirectory } = planning
  const named = {
    ...resource,
    name: properties.text('FunctionName'),
    stackName: stack.source.name,
    at: stack.scope.at,
  }
  const name = physicalName(named)
  if (!functionName.test(name))
    properties.fail('FunctionName', `found "${name}"; expected letters, digits, hyphens and underscores.`)
  const folder = join(functionsDirectory, name)
  const language = languageOf(properties.required('Runtime'))!
  const code = functionCode({ ...planning, runtime: language })
  const entry = entryOf(planning, language, code)
  const files = deployedFiles(entry, code)
  const state = folderState(folder, files)
  if (state === 'foreign')
    properties.fail(
      'FunctionName',
      `${shown(folder)} is there and was not written by deploy; move it, or name the function otherwise.`,
    )
  const values = stack.scope.resource(resource.id) ?? resourceValues(named)
  return {
    id: resource.id,
    kind: 'function',
    name,
    action: state === 'absent' ? 'create' : state === 'same' ? 'unchanged' : 'update',
    changes: changesOf(planning, { state, entry, files, folder }),
    notes: [...settingsNotes(planning, name), ...codeNotes(code, planning), ...otherSources(planning, name)],
    values,
    apply() {
      if (state !== 'same') writeFolder(folder, files)
      return Promise.resolve(values)
    },
  }
}

function entryOf(
  { resource, properties, stack }: Planning,
  language: Language,
  code: readonly CodeFile[],
): Entry {
  const handler = properties.required('Handler')
  const found = findHandler(handler, language, new Set(code.map(({ path }) => path)))
  if (!found) {
    const some = code.slice(0, 5).map(({ path }) => path)
    return properties.fail(
      'Handler',
      `the code has no file for ${handler}; it has ${some.join(', ')}${code.length > 5 ? ', …' : ''}. Build the function, or correct Handler.`,
    )
  }
  const variables = properties.object('Environment')?.['Variables']
  const environment = Object.entries(isObject(variables) ? variables : {}).map(([name, value]) => [
    name,
    String(value),
  ])
  return {
    ...found,
    language,
    environment: Object.fromEntries(environment) as Record<string, string>,
    origin: `${resource.id} of the stack ${stack.source.name}`,
  }
}

interface Deployed {
  readonly state: string
  readonly entry: Entry
  readonly files: readonly CodeFile[]
  readonly folder: string
}

function changesOf({ properties }: Planning, { state, entry, files, folder }: Deployed): readonly string[] {
  if (state === 'same') return []
  const digest = codeDigest(files).slice(0, 8)
  const runtime = properties.required('Runtime')
  return [
    `${runtime}, ${entry.exported} of ${entry.file}, ${files.length - 2} file${files.length === 3 ? '' : 's'} (${digest}) into ${shown(folder)}`,
  ]
}

/** Time and memory are the server's to enforce: they are in its configuration, which is the user's. */
function settingsNotes({ properties, config }: Planning, name: string): readonly string[] {
  const wanted = {
    timeoutSeconds: numberOf(properties.value('Timeout')),
    memoryMegabytes: numberOf(properties.value('MemorySize')),
    concurrency: numberOf(properties.value('ReservedConcurrentExecutions')),
  }
  const there = config.functions[name] ?? {}
  const missing = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value > 0 && there[field as keyof typeof wanted] === undefined,
  )
  if (missing.length === 0) return []
  const lines = missing.map(([field, value]) => `${field}: ${value}`).join(', ')
  return [`its limits are for stepwell.config.yaml: functions: { ${name}: { ${lines} } }`]
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

function codeNotes(code: readonly CodeFile[], { properties }: Planning): readonly string[] {
  const notes: string[] = []
  for (const property of ['Layers', 'FileSystemConfigs'] as const) {
    if (properties.list(property).length > 0)
      notes.push(`${property} are not there at run time; put what the function needs of them into its code`)
  }
  const manifest = code.find(({ path }) => path === 'package.json')
  if (manifest && !code.some(({ path }) => path.startsWith('node_modules/')) && hasDependencies(manifest))
    notes.push(
      'its package.json has dependencies and there is no node_modules; run "npm install" there, or "sam build" and deploy again',
    )
  const requirements = code.find(({ path }) => path === 'requirements.txt')
  if (
    requirements &&
    /^\s*[^#\s]/m.test(requirements.read().toString()) &&
    !code.some(({ path }) => path.includes('.dist-info/'))
  )
    notes.push(
      'its requirements.txt is not installed; run "sam build" and deploy again, or install it for the server\'s python3',
    )
  return notes
}

function hasDependencies(manifest: CodeFile): boolean {
  try {
    const { dependencies = {} } = JSON.parse(manifest.read().toString()) as { readonly dependencies?: object }
    return Object.keys(dependencies).length > 0
  } catch {
    return false
  }
}

/** Other files of the name that the server would take instead. */
function otherSources({ functionsDirectory, config }: Planning, name: string): readonly string[] {
  const configured = config.functions[name]?.file
  if (configured !== undefined)
    return [`stepwell.config.yaml says that ${configured} is this function, and it wins`]
  const other = ['.ts', '.mts', '.cts', '.js']
    .map((ending) => join(functionsDirectory, `${name}${ending}`))
    .find((file) => existsSync(file))
  return other === undefined ? [] : [`${shown(other)} is a function of the same name, and it wins; move it`]
}

function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
