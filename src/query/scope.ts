/** What a path, an intrinsic function or a template is evaluated against. */
import type { Json, Limits, Random } from '#base'

export interface QueryScope {
  /** What `$` means at this place. */
  readonly input: Json
  /** What `$$` means: the context object. Made when first asked for. */
  readonly context: () => Json
  /** What `$name` means; absent where a definition has no variables. */
  readonly variables?: ReadonlyMap<string, Json>
  /** The turn's randomness, made from the event's seed when first asked for (invariant 7). */
  readonly random: () => Random
  readonly limits: Limits
}
