import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Namespace } from '#base'
import type { FunctionSource } from './discover-functions.ts'
import { functionEnvironment } from './function-environment.ts'
import type { ProcessSpec } from './start-child.ts'

export interface SpecOptions {
  readonly at: Namespace
  readonly memoryMegabytes: number
  readonly responseBytesMax: number
  readonly environment: Readonly<Record<string, string>>
}

const nodeHost = fileURLToPath(new URL('./hosts/node-host.ts', import.meta.url))
const pythonHost = fileURLToPath(new URL('./hosts/python-host.py', import.meta.url))

/** The exported name to call where the configuration gives none; Python tries them in order. */
const defaultHandler = { node: 'handler', python: 'handler,lambda_handler' } as const

/** How to start a process for a function. */
export function processSpec(source: FunctionSource, options: SpecOptions): ProcessSpec {
  const { memoryMegabytes, responseBytesMax } = options
  const python = extname(source.file) === '.py'
  const handler = source.config.handler ?? defaultHandler[python ? 'python' : 'node']
  // `resize.main` is how AWS writes it; the file is known already.
  const exported = handler.slice(handler.lastIndexOf('.') + 1)
  const folder = dirname(source.file)
  return {
    functionName: source.name,
    program: python ? 'python3' : process.execPath,
    programArguments: python
      ? [pythonHost, source.file, exported]
      : nodeArguments(source, exported, memoryMegabytes),
    folder,
    environment: functionEnvironment({
      name: source.name,
      region: options.at.region,
      folder,
      handler: exported,
      runtime: python ? 'python3' : `nodejs${process.versions.node.split('.')[0]}.x`,
      memoryMegabytes,
      extra: { ...options.environment, ...source.config.environment },
    }),
    memoryMegabytes,
    responseBytesMax,
    // Python waits inside of the handler and reads no lines meanwhile.
    givesBack: !python,
  }
}

function nodeArguments(source: FunctionSource, exported: string, memoryMegabytes: number): string[] {
  const flags = [`--max-old-space-size=${memoryMegabytes}`, '--disable-warning=ExperimentalWarning']
  return [...flags, nodeHost, source.file, exported]
}
