/** The revision of a described state machine or version; one that was never updated has no id, and AWS says INITIAL. */
export function revisionOf(described: { readonly revisionId?: string } | undefined): string {
  return described?.revisionId ?? 'INITIAL'
}
