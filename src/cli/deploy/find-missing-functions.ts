/**
 * Asks the server for the functions that were deployed, since only it knows where it looks for them: `stepwell dev`
 * takes a new folder over within a moment, `stepwell serve` with its next start.
 */
import { remoteLambda, type Functions } from '#functions'
import type { Namespace } from '#base'

export interface Asking {
  readonly endpoint: string
  readonly at: Namespace
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** How long a server may take to notice new files, in milliseconds. */
  readonly waitMs: number
}

const askEveryMs = 50

/** A function that was deployed and that the server does not run. */
export interface MissingFunction {
  readonly name: string
  /** What the server says of it. */
  readonly reason: string
}

/** Those among the names that the server does not run, in order. */
export async function findMissingFunctions(
  names: readonly string[],
  asking: Asking,
): Promise<readonly MissingFunction[]> {
  const functions = remoteLambda({ endpoint: asking.endpoint, credentials: asking.credentials })
  const until = Date.now() + asking.waitMs
  try {
    let missing = names.map((name): MissingFunction => ({ name, reason: '' }))
    for (;;) {
      const signal = AbortSignal.timeout(Math.max(until - Date.now(), askEveryMs))
      const reasons = await Promise.all(
        missing.map(({ name }) => refusal(functions, name, { ...asking.at, signal })),
      )
      missing = missing.flatMap(({ name }, i) =>
        reasons[i] === undefined ? [] : [{ name, reason: reasons[i] }],
      )
      if (missing.length === 0 || Date.now() > until) return missing
      await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    }
  } finally {
    await functions.close()
  }
}

/**
 * Why the server would not run a function; undefined where it would. A dry run calls nothing. A server that does not
 * have the function may ask AWS for it, so the refusal has many forms.
 */
async function refusal(
  functions: Functions,
  functionName: string,
  at: Namespace & { readonly signal: AbortSignal },
): Promise<string | undefined> {
  try {
    await functions.invoke({ functionName, payload: '{}', invocationType: 'DryRun', ...at })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
