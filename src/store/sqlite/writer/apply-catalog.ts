/**
 * Writes of the catalog (state machines, their versions and aliases, activities), tags, settings and changes of Map Runs: rare, so they travel as
 * JSON text.
 */
import type { DatabaseSync } from 'node:sqlite'
import { unreachable } from '#base'
import type { MachineRecord } from '../../catalog-port.ts'
import type { TurnRecord, Write } from '../../port.ts'
import type { VersionRecord } from '../../versions-port.ts'
import { encodeText } from '../codec.ts'
import { sharedCharactersMin } from '../record.ts'
import { deleteActivity } from '../statements/catalog/delete-activity.ts'
import { deleteTags } from '../statements/catalog/delete-tags.ts'
import { markMachineDeleted } from '../statements/catalog/mark-machine-deleted.ts'
import { putActivity } from '../statements/catalog/put-activity.ts'
import { putMachine } from '../statements/catalog/put-machine.ts'
import { putRevision } from '../statements/catalog/put-revision.ts'
import { putSetting } from '../statements/catalog/put-setting.ts'
import { putTags } from '../statements/catalog/put-tags.ts'
import { selectRevision } from '../statements/catalog/select-revision.ts'
import { changeMapRun } from '../statements/map-runs/change-map-run.ts'
import type { WriterContext } from './apply-group.ts'
import { openMachineRemoval } from './remove-machine.ts'
import { openVersionWriting } from './write-versions.ts'

type CatalogWrite = Exclude<Write, TurnRecord>

export function openCatalog(context: WriterContext) {
  const { database, tally } = context
  const versions = openVersionWriting(context)
  const machine = openMachineWriting(context, versions)
  const activity = putActivity(database)
  const removeActivity = deleteActivity(database)
  const tags = openTagWriting(database)
  const setting = putSetting(database)
  const mapRun = changeMapRun(database)

  return (text: string): void => {
    const write = JSON.parse(text) as CatalogWrite
    switch (write.kind) {
      case 'putMachine':
        return machine.put(write.machine, write.publishes)
      case 'deleteMachine':
        return machine.remove(write.machineId, write.at)
      case 'putActivity':
        tally.used('activityId', write.activity.id)
        return activity(write.activity)
      case 'deleteActivity':
        return removeActivity(write.activityId)
      case 'putTags':
        return tags(write.resourceArn, write.tags)
      case 'putSetting':
        return setting(write.key, write.value)
      case 'changeMapRun':
        return mapRun(write.change)
      case 'deleteVersion':
      case 'putAlias':
      case 'deleteAlias':
        return versions.apply(write)
      default:
        return unreachable(write)
    }
  }
}

function openMachineWriting(context: WriterContext, versions: ReturnType<typeof openVersionWriting>) {
  const { database, payloads, tally } = context
  const put = putMachine(database)
  const putItsRevision = putRevision(database)
  const oldRevision = selectRevision(database)
  const markDeleted = markMachineDeleted(database)
  const removeUnused = openMachineRemoval(context)

  return {
    put(machine: MachineRecord, publishes: VersionRecord | undefined): void {
      const { account, revision } = machine
      const { definition } = revision
      const shared = definition.length > sharedCharactersMin
      const stored = shared ? payloads.refer(account, definition) : encodeText(definition)
      payloads.releaseValue(oldRevision(revision.number)?.definition ?? null)
      putItsRevision(machine.id, revision, stored)
      put(machine)
      if (publishes) versions.publish(publishes)
      tally.used('machineId', machine.id)
      tally.used('revision', revision.number)
    },

    remove(machineId: number, at: number): void {
      markDeleted(machineId, at)
      versions.removeAll(machineId)
      removeUnused(machineId)
    },
  }
}

function openTagWriting(database: DatabaseSync) {
  const put = putTags(database)
  const remove = deleteTags(database)
  return (resourceArn: string, tags: Readonly<Record<string, string>>): void => {
    if (Object.keys(tags).length === 0) remove(resourceArn)
    else put(resourceArn, JSON.stringify(tags))
  }
}
