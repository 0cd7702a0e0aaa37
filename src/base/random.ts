/**
 * Randomness as an argument (invariant 7): everything random in an execution comes from the seed of an event, so
 * a run can be repeated from its seeds. The generator is sfc32: fast, small, and of good quality for jitter,
 * States.MathRandom and UUIDs; it is not for secrets.
 */
export interface Random {
  /** The next number, 0 ≤ x < 1, with 53 bits. */
  next(): number
  /** The next UUID (version 4). */
  uuid(): string
}

/** A generator whose whole stream follows from the seed's text. */
export function seededRandom(seed: string): Random {
  const state = expand(seed)
  const word = () => sfc32(state)
  for (let i = 0; i < 12; i++) word()
  return {
    next: () => (word() * 0x200000 + (word() >>> 11)) / 2 ** 53,
    uuid: () => formatUuid([word(), word(), word(), word()]),
  }
}

/** The UUID (version 4) that holds these 128 bits, given as four 32-bit words. */
export function formatUuid(words: readonly [number, number, number, number]): string {
  const [a, b, c, d] = words
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
  const second = hex((b & 0xffff0fff) | 0x4000)
  const third = hex((c & 0x3fffffff) | 0x80000000)
  return `${hex(a)}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hex(d)}`
}

// Four words from a text of any length (a keyed FNV-1a each).
function expand(seed: string): Uint32Array {
  const state = new Uint32Array(4)
  for (let k = 0; k < 4; k++) {
    let hash = 0x811c9dc5 ^ Math.imul(k + 1, 0x9e3779b9)
    for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
    state[k] = hash
  }
  return state
}

function sfc32(state: Uint32Array): number {
  const t = (state[0]! + state[1]! + state[3]!) | 0
  state[3] = (state[3]! + 1) | 0
  state[0] = state[1]! ^ (state[1]! >>> 9)
  state[1] = (state[2]! + (state[2]! << 3)) | 0
  state[2] = (((state[2]! << 21) | (state[2]! >>> 11)) + t) | 0
  return t >>> 0
}
