/** What the writing process commits, and the checking one looks for. */
import type { TurnRecord, Write } from '#store'

export const groupCount = 60
/** Small, so that several checkpoints happen while these groups are written. */
export const checkpointBytes = 600_000

const nothing = { frames: [], droppedFrames: [], items: [], sent: [], consumed: [] }

const revision = { number: 1, definition: '{}', roleArn: 'role', updatedAt: 1, configuration: '{}' }

export const machine: Write = {
  kind: 'putMachine',
  machine: {
    id: 1,
    account: '000000000000',
    region: 'us-east-1',
    name: 'machine',
    type: 'STANDARD',
    status: 'ACTIVE',
    createdAt: 1,
    revision,
  },
}

export const longExecution: TurnRecord = {
  ...nothing,
  kind: 'turn',
  executionId: 1,
  created: { machineId: 1, revision: 1, partition: 0, name: 'long', startedAt: 1, input: '{}' },
  frames: [
    { frameId: 0, visit: { text: 'visit', payloads: [] }, progress: { text: 'step 1', payloads: [] } },
  ],
}

/** Group `number`: execution `number` from beginning to end, and the next step of execution 1. */
export function writesOf(number: number): readonly Write[] {
  const large = JSON.stringify(`${Math.floor(number / 10)}`.repeat(6000))
  const once: TurnRecord = {
    ...nothing,
    kind: 'turn',
    executionId: number,
    created: {
      machineId: 1,
      revision: 1,
      partition: 0,
      name: `execution ${number}`,
      startedAt: 1,
      input: large,
    },
    history: { firstEventId: 1, lastEventId: 4, events: { text: 'events'.repeat(100), payloads: [large] } },
    ended: { status: 'SUCCEEDED', stoppedAt: 2, output: `"output ${number}"` },
  }
  const progress = { text: `step ${number}`, payloads: [] }
  return [once, { ...nothing, kind: 'turn', executionId: 1, frames: [{ frameId: 0, progress }] }]
}
