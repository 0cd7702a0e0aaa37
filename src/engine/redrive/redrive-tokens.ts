/** Client tokens of redrives, as an execution's row keeps them: a request that is sent again redrives nothing. */
import { assert, type Instant } from '#base'

/** AWS remembers so many of an execution, for so long (feature map §1.8). */
const tokensMax = 10
const validMs = 15 * 60_000

interface RedriveToken {
  readonly token: string
  /** When it redrove the execution. */
  readonly at: Instant
}

const version = 1

export function readTokens(text: string | undefined): readonly RedriveToken[] {
  if (text === undefined) return []
  const [found, tokens] = JSON.parse(text) as [number, readonly RedriveToken[]]
  assert(found === version, `redrive tokens of version ${found} cannot be read by this release`)
  return tokens
}

/** When the token redrove the execution, where it is still valid. */
export function redrivenBy(
  tokens: readonly RedriveToken[],
  token: string | undefined,
  now: Instant,
): Instant | undefined {
  return tokens.find((each) => each.token === token && now - each.at <= validMs)?.at
}

/** The text to keep after another redrive; one without a token changes nothing. */
export function writeTokens(tokens: readonly RedriveToken[], token: string | undefined, at: Instant): string {
  const added = token === undefined ? tokens : [...tokens, { token, at }]
  return JSON.stringify([version, added.filter((each) => at - each.at <= validMs).slice(-tokensMax)])
}
