import type { Engine } from '#engine'
import type { RevisionRecord } from '#store'

/** Which variables each state reads, as AWS describes a state machine; nothing where there are none. */
export function variableReferences(
  engine: Engine,
  revision: RevisionRecord,
): { readonly variableReferences?: Readonly<Record<string, readonly string[]>> } {
  const references = engine.catalog.compiled(revision).variableReferences
  return references.size === 0 ? {} : { variableReferences: Object.fromEntries(references) }
}
