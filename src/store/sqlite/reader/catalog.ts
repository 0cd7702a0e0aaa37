/** Answers questions about state machines, activities, tags and settings. */
import type { DatabaseSync } from 'node:sqlite'
import type { MachineRecord, RevisionRecord } from '../../catalog-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { countActivities } from '../statements/catalog/count-activities.ts'
import { countMachines } from '../statements/catalog/count-machines.ts'
import { listActivities } from '../statements/catalog/list-activities.ts'
import { listDeletingMachines } from '../statements/catalog/list-deleting-machines.ts'
import { listExpressMachines } from '../statements/catalog/list-express-machines.ts'
import { listMachines } from '../statements/catalog/list-machines.ts'
import type { MachineRow, RevisionRow } from '../statements/catalog/machine-columns.ts'
import { selectActivityById } from '../statements/catalog/select-activity-by-id.ts'
import { selectActivityByName } from '../statements/catalog/select-activity-by-name.ts'
import { selectMachineById } from '../statements/catalog/select-machine-by-id.ts'
import { selectMachineByName } from '../statements/catalog/select-machine-by-name.ts'
import { selectRevision } from '../statements/catalog/select-revision.ts'
import { selectSetting } from '../statements/catalog/select-setting.ts'
import { selectTags } from '../statements/catalog/select-tags.ts'
import type { Reads } from '../wire/messages.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names =
  | 'machine'
  | 'machineById'
  | 'revision'
  | 'machines'
  | 'countMachines'
  | 'countActivities'
  | 'deletingMachines'
  | 'expressMachines'
  | 'activity'
  | 'activityById'
  | 'activities'
  | 'tags'
  | 'setting'

export function openCatalogReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const machineByName = selectMachineByName(database)
  const machineById = selectMachineById(database)
  const revision = selectRevision(database)
  const machines = listMachines(database)
  const deleting = listDeletingMachines(database)
  const tags = selectTags(database)
  const toMachine = (row: MachineRow | undefined) => row && machineRecord(row, texts)

  return {
    machine: (at, name) => toMachine(machineByName(at, name)),
    machineById: (id) => toMachine(machineById(id)),
    revision(number) {
      const row = revision(number)
      return row && revisionRecord(row, texts)
    },
    machines: (query) => machines(query).map((row) => machineRecord(row, texts)),
    countMachines: countMachines(database),
    countActivities: countActivities(database),
    expressMachines: listExpressMachines(database),
    deletingMachines: () => deleting().map((row) => machineRecord(row, texts)),
    activity: selectActivityByName(database),
    activityById: selectActivityById(database),
    activities: listActivities(database),
    tags: (resourceArn) => JSON.parse(tags(resourceArn) ?? '{}') as Record<string, string>,
    setting: selectSetting(database),
  }
}

function machineRecord(row: MachineRow, texts: StoredTexts): MachineRecord {
  const { id, account, region, name, type, status, createdAt, lastVersion, createdPublishing } = row
  return {
    id,
    account,
    region,
    name,
    type,
    status,
    createdAt,
    revision: revisionRecord(row, texts),
    ...(lastVersion > 0 && { lastVersion }),
    ...(createdPublishing !== null && {
      createdPublishing: JSON.parse(createdPublishing) as NonNullable<MachineRecord['createdPublishing']>,
    }),
  }
}

function revisionRecord(row: RevisionRow, texts: StoredTexts): RevisionRecord {
  const { number, revisionId, roleArn, updatedAt, configuration, kmsKeyId, definition } = row
  return {
    number,
    roleArn,
    updatedAt,
    configuration,
    definition: texts.value(definition, textKind.definition, number),
    ...present({ revisionId, kmsKeyId }),
  }
}
