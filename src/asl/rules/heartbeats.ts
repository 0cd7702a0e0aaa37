/** "HeartbeatSeconds is smaller than TimeoutSeconds." */
import { toNumber } from '#base'
import type { Outline } from '../outline.ts'
import { valueOf } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

export function heartbeats(outline: Outline, report: Report): void {
  for (const { node, type } of outline.states) {
    const heartbeat = valueOf(node, 'HeartbeatSeconds')
    const timeout = valueOf(node, 'TimeoutSeconds')
    if (type !== 'Task' || heartbeat?.kind !== 'number' || timeout?.kind !== 'number') continue
    if (toNumber(heartbeat.value) < toNumber(timeout.value)) continue
    report.schema('HeartbeatSeconds must be smaller than TimeoutSeconds', atValue(heartbeat), {
      help: `The task times out after ${String(toNumber(timeout.value))} s, before a heartbeat could be missed.`,
    })
  }
}
