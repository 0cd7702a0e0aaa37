/**
 * What a stored text is. The number is bound to a sealed text, together with the id of what the text belongs to, so a
 * text that is moved elsewhere does not open. Part of the layout: only ever appended to.
 */
export const textKind = {
  input: 1,
  output: 2,
  error: 3,
  cause: 4,
  history: 5,
  progress: 6,
  visit: 7,
  items: 8,
  message: 9,
  mapRunJob: 10,
  mapRunProgress: 11,
  definition: 12,
  payload: 13,
  /** An event that is to be delivered; it belongs to nothing else. */
  event: 14,
  draft: 15,
  connection: 16,
} as const

export type TextKind = (typeof textKind)[keyof typeof textKind]

/** A text's kind and the id of what it belongs to: an execution, a revision (definition) or itself (payload). */
export interface TextPlace {
  readonly kind: TextKind
  readonly owner: number
}

/** A place for messages: `history of execution 17`. */
export function namePlace(kind: TextKind, owner: number): string {
  const name = Object.entries(textKind).find(([, number]) => number === kind)?.[0] ?? `text of kind ${kind}`
  if (kind === textKind.payload) return `shared payload ${owner}`
  if (kind === textKind.event) return 'event of a delivery'
  if (kind === textKind.connection) return `settings of connection ${owner}`
  if (kind === textKind.draft) return `draft ${owner}`
  return `${name} of ${kind === textKind.definition ? 'revision' : 'execution'} ${owner}`
}
