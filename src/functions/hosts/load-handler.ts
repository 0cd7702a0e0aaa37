import { pathToFileURL } from 'node:url'
import { RuntimeError } from './describe-error.ts'

export type Callback = (error?: unknown, result?: unknown) => void
export type Handler = (event: unknown, context: object, callback: Callback) => unknown

/**
 * Imports a function's file (ES module, CommonJS or TypeScript) and gives the handler that it exports. Throws with
 * the error types that Lambda reports: `Runtime.ImportModuleError`, `Runtime.UserCodeSyntaxError`,
 * `Runtime.HandlerNotFound`, or what the module itself throws.
 */
export async function loadHandler(file: string, name: string): Promise<Handler> {
  const module = await importModule(file)
  const handler = exported(module, name) ?? exported(module['default'], name)
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${file}: ${name} is undefined or not exported`)
  }
  return handler as Handler
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`)
    }
    const code = (error as { code?: unknown } | null)?.code
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${(error as Error).message}`)
    }
    throw error
  }
}

function exported(module: unknown, name: string): unknown {
  if ((typeof module !== 'object' && typeof module !== 'function') || module === null) return undefined
  return (module as Record<string, unknown>)[name]
}
