/**
 * Writes of the catalog (state machines, their versions and aliases, activities), tags, settings and changes of Map Runs: rare, so they travel as
 * JSON text.
 */
import type { DatabaseSync } from 'node:sqlite'
import { unreachable } from '#base'
import type { MachineRecord, RevisionRecord } from '../../catalog-port.ts'
import type { Intervention } from '../../interventions-port.ts'
import type { MapRunChange } from '../../map-runs-port.ts'
import type { TurnRecord, Write } from '../../port.ts'
import type { VersionRecord } from '../../versions-port.ts'
import { textKind } from '../encryption/text-kind.ts'
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
import { mapRunExecution } from '../statements/map-runs/map-run-execution.ts'
import type { WriterContext } from './apply-group.ts'
import { openMachineRemoval } from './remove-machine.ts'
import { insertIntervention } from '../statements/interventions/insert-intervention.ts'
import { openConnectionWriting } from './write-connections.ts'
import { openDeliveryWriting } from './write-deliveries.ts'
import { openDraftWriting } from './write-drafts.ts'
import { openEventBusWriting } from './write-event-buses.ts'
import { openSearchWriting } from './write-search.ts'
import { openVersionWriting } from './write-versions.ts'

/** The part of a turn that is rare, and not a write of its own. */
interface InterventionWrite {
  readonly kind: 'putIntervention'
  readonly executionId: number
  readonly intervention: Intervention
}

type CatalogWrite = InterventionWrite | Exclude<Write, TurnRecord | { kind: 'deliver' }>

export function openCatalog(context: WriterContext) {
  const { database } = context
  const versions = openVersionWriting(context)
  const machine = openMachineWriting(context, versions)
  const activity = openActivityWriting(context)
  const tags = openTagWriting(database)
  const search = openSearchWriting(context)
  const setting = putSetting(database)
  const mapRun = openMapRunChanges(context)
  const delivery = openDeliveryWriting(context)
  const eventBus = openEventBusWriting(context)
  const draft = openDraftWriting(context)
  const connection = openConnectionWriting(context)
  const intervention = insertIntervention(database)

  return (text: string): void => {
    const write = JSON.parse(text) as CatalogWrite
    switch (write.kind) {
      case 'putMachine':
        return machine.put(write.machine, write.publishes)
      case 'putRevision':
        return machine.putRevision(write.machineId, write.account, write.revision)
      case 'putDraft':
      case 'deleteDraft':
        return draft(write)
      case 'putConnection':
      case 'deleteConnection':
        return connection(write)
      case 'putIntervention':
        return intervention(write.executionId, write.intervention)
      case 'deleteMachine':
        return machine.remove(write.machineId, write.at)
      case 'putActivity':
      case 'deleteActivity':
        return activity(write)
      case 'putTags':
        if (write.searchFields) search.declare(write.searchFields)
        return tags(write.resourceArn, write.tags)
      case 'putSetting':
        return setting(write.key, write.value)
      case 'changeMapRun':
        return mapRun(write.change)
      case 'indexExecutions':
      case 'sweepSearchField':
      case 'putBulkJob':
      case 'deleteBulkJobs':
      case 'putSavedView':
      case 'deleteSavedView':
        return search.apply(write)
      case 'deleteVersion':
      case 'putAlias':
      case 'deleteAlias':
        return versions.apply(write)
      case 'settleDeliveries':
      case 'delayDelivery':
      case 'buryDelivery':
      case 'reviveDeliveries':
      case 'deleteDeadDeliveries':
        return delivery(write)
      case 'putEventBus':
      case 'deleteEventBus':
      case 'putEventRule':
      case 'deleteEventRule':
        return eventBus(write)
      default:
        return unreachable(write)
    }
  }
}

function openMachineWriting(context: WriterContext, versions: ReturnType<typeof openVersionWriting>) {
  const { codec, database, payloads, scopes, tally } = context
  const put = putMachine(database)
  const putItsRevision = putRevision(database)
  const oldRevision = selectRevision(database)
  const markDeleted = markMachineDeleted(database)
  const removeUnused = openMachineRemoval(context)

  const write = (machineId: number, account: string, revision: RevisionRecord): void => {
    const { definition } = revision
    const scope = scopes.ofConfiguration(account, revision.kmsKeyId ?? null)
    const shared = definition.length > sharedCharactersMin
    const place = { kind: textKind.definition, owner: revision.number }
    const stored = shared ? payloads.refer(scope, definition) : codec.encodeIn(scope, definition, place)
    payloads.releaseValue(oldRevision(revision.number)?.definition ?? null)
    putItsRevision(machineId, revision, stored)
    tally.used('revision', revision.number)
  }

  return {
    put(machine: MachineRecord, publishes: VersionRecord | undefined): void {
      write(machine.id, machine.account, machine.revision)
      put(machine)
      if (publishes) versions.publish(publishes)
      tally.used('machineId', machine.id)
    },

    putRevision: write,

    remove(machineId: number, at: number): void {
      markDeleted(machineId, at)
      versions.removeAll(machineId)
      removeUnused(machineId)
    },
  }
}

function openActivityWriting({ database, tally }: WriterContext) {
  const put = putActivity(database)
  const remove = deleteActivity(database)
  return (write: Extract<CatalogWrite, { readonly kind: 'putActivity' | 'deleteActivity' }>): void => {
    if (write.kind === 'deleteActivity') return remove(write.activityId)
    tally.used('activityId', write.activity.id)
    put(write.activity)
  }
}

/** Where the store encrypts, a Map Run's progress is sealed for its execution. */
function openMapRunChanges({ database, codec }: WriterContext) {
  const change = changeMapRun(database)
  const executionOf = mapRunExecution(database)
  return (wanted: MapRunChange): void => {
    const { mapRunId, progress } = wanted
    const executionId = codec.seals && progress !== undefined ? executionOf(mapRunId) : undefined
    if (executionId === undefined) change(wanted, null)
    else change({ ...wanted, progress: '' }, codec.encode(progress!, textKind.mapRunProgress, executionId))
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
