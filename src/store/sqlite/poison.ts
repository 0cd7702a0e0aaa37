/** Why a store can no longer be trusted, once it cannot: shared by its threads' links. */
export class Poison {
  reason: Error | undefined

  readonly set = (reason: Error): void => {
    this.reason ??= reason
  }
}
