import type { ServerAnswer } from './checkup.ts'

/** Longest wait for an answer. */
export const answerMsMax = 5000

/** Asks a server whether it is ready. Undefined where nobody answers. */
export async function askServer(endpoint: URL): Promise<ServerAnswer | undefined> {
  const before = Date.now()
  const answer = await fetch(new URL('/readyz', endpoint), {
    signal: AbortSignal.timeout(answerMsMax),
  }).catch(() => undefined)
  if (!answer) return undefined
  const middle = (before + Date.now()) / 2
  const date = Date.parse(answer.headers.get('date') ?? '')
  const text = await answer.text().catch(() => '')
  return {
    status: answer.status,
    readiness: readinessIn(text),
    skewMs: Number.isNaN(date) ? undefined : date - middle,
  }
}

function readinessIn(text: string): string | undefined {
  try {
    const { status } = JSON.parse(text) as { readonly status?: unknown }
    return status === 'ready' || status === 'draining' || status === 'poisoned' ? status : undefined
  } catch {
    return undefined
  }
}
