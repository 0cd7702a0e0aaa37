/**
 * The generator of `java.util.Random`, which AWS's `$random(seed)` is: the same seed gives the same number there and
 * here (observed: 42 gives 0.7275636800328681).
 */
const multiplier = 0x5deece66dn
const mask = (1n << 48n) - 1n

/** The first number of a generator with that seed, 0 ≤ x < 1; the seed's fraction is cut off. */
export function javaRandom(seed: number): number {
  let state = (BigInt.asIntN(64, BigInt(Math.trunc(seed))) ^ multiplier) & mask
  const next = (bits: bigint): bigint => {
    state = (state * multiplier + 0xbn) & mask
    return state >> (48n - bits)
  }
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53
}
