/** The fields that a state machine's tags declare. */
import { indexTagKey, parseIndexTag, SearchError } from '#query'
import type { DeclaredSearchFields, MachineRecord } from '#store'

type Tags = Readonly<Record<string, string>>

/** What is to be written with the tags of a state machine. Executions of Express ones have no history to be indexed by. */
export function declaredFields(
  { id, type }: Pick<MachineRecord, 'id' | 'type'>,
  tags: Tags,
  isHashed: boolean,
): DeclaredSearchFields {
  const tag = type === 'EXPRESS' ? undefined : tags[indexTagKey]
  const paths = tag === undefined ? [] : parseIndexTag(tag)
  // A tag that was taken by an earlier release, or that nobody has checked, declares nothing.
  const fields = paths instanceof SearchError ? [] : paths
  return { machineId: id, isHashed, fields: fields.map(({ source, text }) => ({ source, path: text })) }
}
