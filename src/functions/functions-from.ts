import type { LocalFunctions } from './local-functions.ts'
import type { Functions } from './port.ts'

/** Local functions first; what is not local goes to `remote`, or is not found where there is none. */
export function functionsFrom(local: LocalFunctions, remote?: Functions): Functions {
  if (!remote) return local
  return {
    invoke: (invocation) => (local.has(invocation.functionName) ? local : remote).invoke(invocation),
    async close() {
      await Promise.all([local.close(), remote.close()])
    },
  }
}
