/** Why an operation on event buses is refused: AWS's error name and its words. */
export class EventBusError extends Error {
  override readonly name = 'EventBusError'
  readonly code:
    | 'ResourceNotFoundException'
    | 'ResourceAlreadyExistsException'
    | 'ValidationException'
    | 'InvalidEventPatternException'
    | 'LimitExceededException'

  constructor(code: EventBusError['code'], message: string) {
    super(message)
    this.code = code
  }
}
