import type { Intrinsic } from './intrinsic.ts'

/** States.UUID(): a new UUID of version 4. */
export const uuid: Intrinsic = {
  name: 'States.UUID',
  arity: [0, 0],
  apply: (_args, scope) => scope.random().uuid(),
}
