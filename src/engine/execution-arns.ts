/**
 * The ARNs of an execution, from its row.
 *
 * A child of a Map Run has the run's label beside its state machine's name; the row of an Express execution has the name
 * `NAME:UUID`, and no other name has a colon.
 */
import {
  executionArn,
  expressArn,
  labelledName,
  mapRunArn,
  parseArn,
  qualifiedArn,
  splitLabelledName,
  stateMachineArn,
  type ExecutionArn,
  type Namespace,
  type StateMachineArn,
} from '#base'
import type { ExecutionSummary, MapRunRecord } from '#store'

type Row = Pick<ExecutionSummary, 'account' | 'region' | 'machineName' | 'name' | 'mapRun'>

export function executionArnOf(execution: Row): ExecutionArn {
  const stateMachineName = machinePathOf(execution)
  const [name, uuid] = execution.name.split(':') as [string, string?]
  return uuid === undefined
    ? executionArn(execution, stateMachineName, name)
    : expressArn(execution, { stateMachineName, name, uuid })
}

/** Where the row of an execution is found; undefined where the text is not the ARN of one. */
export function rowOfArn(
  text: string,
):
  | (Namespace & { readonly stateMachineName: string; readonly label?: string; readonly rowName: string })
  | undefined {
  const arn = parseArn(text)
  const match =
    arn?.service === 'states'
      ? /^(?:execution:([^:]+):([^:]+)|express:([^:]+):([^:]+:[^:]+))$/.exec(arn.resource)
      : null
  if (!arn || !match) return undefined
  const machine = splitLabelledName((match[1] ?? match[3])!)
  return { account: arn.account, region: arn.region, ...machine, rowName: (match[2] ?? match[4])! }
}

export function stateMachineArnOf(execution: Row): StateMachineArn {
  return stateMachineArn(execution, machinePathOf(execution))
}

type StartedRow = Row & Pick<ExecutionSummary, 'version' | 'alias'>

/** The version that the execution was started by, if it was. */
export function stateMachineVersionArnOf(execution: StartedRow): StateMachineArn | undefined {
  const { machineName, version } = execution
  return version === undefined ? undefined : qualifiedArn(execution, machineName, version)
}

/** The alias that the execution was started by, if it was. */
export function stateMachineAliasArnOf(execution: StartedRow): StateMachineArn | undefined {
  const { machineName, alias } = execution
  return alias === undefined ? undefined : qualifiedArn(execution, machineName, alias)
}

/** The name that the execution was given; its row may have more. */
export function executionNameOf({ name }: Pick<Row, 'name'>): string {
  return name.split(':')[0]!
}

/** The Map Run that the execution is a child of. */
export function parentMapRunArnOf(execution: Row): string | undefined {
  const { mapRun, machineName: stateMachineName } = execution
  return mapRun && mapRunArn(execution, { stateMachineName, label: mapRun.label, uuid: mapRun.uuid })
}

export function mapRunArnOf(
  mapRun: Pick<MapRunRecord, 'account' | 'region' | 'machineName' | 'label' | 'uuid'>,
): string {
  const { machineName: stateMachineName, label, uuid } = mapRun
  return mapRunArn(mapRun, { stateMachineName, label, uuid })
}

function machinePathOf({ machineName, mapRun }: Row): string {
  return mapRun ? labelledName(machineName, mapRun.label) : machineName
}
