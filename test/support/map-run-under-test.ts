/** Map Runs on an engine in virtual time: definitions, and what tests ask of them. */
import type { TestContext } from 'node:test'
import type { ExecutionArn, Json } from '#base'
import type { ListedExecution } from '#engine'
import type { ExecutionStatus, MapRunRecord } from '#store'
import { EngineUnderTest, type SentTask } from './engine-under-test.ts'
import { MemoryData } from './memory-data.ts'

type Fields = Readonly<Record<string, unknown>>

export const passed = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:work'
export const worked = { StartAt: 'T', States: { T: { Type: 'Task', Resource: functionArn, End: true } } }
export const reader = (Key: string) => ({
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON' },
  Parameters: { Bucket: 'memory', Key },
})
export const writer = (Bucket: string) => ({
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket, Prefix: 'results' },
})

/** A Distributed Map, alone or with states behind it. */
export function distributed(
  processor: Fields,
  fields: Fields = {},
  { others = {}, type = 'STANDARD' }: { readonly others?: Fields; readonly type?: string } = {},
) {
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type }, ...processor }
  const ends = 'Next' in fields ? {} : { End: true }
  return {
    StartAt: 'Each',
    States: { Each: { Type: 'Map', Label: 'each', ItemProcessor, ...ends, ...fields }, ...others },
  }
}

export interface Begun {
  readonly under: EngineUnderTest
  readonly arn: ExecutionArn
  readonly data: MemoryData
}

/** Starts an execution of the definition, over a few objects. */
export async function begin(t: TestContext, definition: unknown, input: Json = {}): Promise<Begun> {
  const data = new MemoryData()
  data.objects.set(
    'numbers',
    Array.from({ length: 10 }, (_, i) => i),
  )
  data.objects.set('members', { a: 1, b: 2 })
  const under = await EngineUnderTest.open(t, { mapData: data })
  await under.create('m', definition)
  return { under, data, arn: await under.start('m', { input }) }
}

/** How the execution ended, with its output as a value. */
export async function endOf({ under, arn }: Begun) {
  const { status, output, error, cause } = await under.ended(arn)
  return {
    status,
    ...(output !== undefined && { output: JSON.parse(output) as Json }),
    ...(error && { error }),
    ...(cause && { cause }),
  }
}

export async function mapRunsOf({ under, arn }: Begun): Promise<readonly MapRunRecord[]> {
  return under.engine.mapRuns({ execution: await under.record(arn), limit: 100 })
}

/** The children of the last Map Run, in the order of their items. */
export async function childrenOf(
  begun: Begun,
  status?: ExecutionStatus,
): Promise<readonly ListedExecution[]> {
  const [mapRun] = await mapRunsOf(begun)
  const query = { mapRun: mapRun!, limit: 1000, ...(status && { status }) }
  return (await begun.under.engine.executions(query)).toReversed()
}

/** Each task gives its input back. */
export const answerAll = (sent: readonly SentTask[]) =>
  sent.forEach((task) => task.answer(task.parameters.value))

/** Counts by status, 0 where nothing is said. */
export const counts = (some: Partial<Record<ExecutionStatus, number>>) => ({
  RUNNING: 0,
  SUCCEEDED: 0,
  FAILED: 0,
  TIMED_OUT: 0,
  ABORTED: 0,
  ...some,
})
