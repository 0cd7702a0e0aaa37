/** Writes of event buses and their rules. */
import { unreachable } from '#base'
import type { EventBusWrite } from '../../event-buses-port.ts'
import { deleteEventBus } from '../statements/events/delete-event-bus.ts'
import { deleteEventRule } from '../statements/events/delete-event-rule.ts'
import { putEventBus } from '../statements/events/put-event-bus.ts'
import { putEventRule } from '../statements/events/put-event-rule.ts'
import type { WriterContext } from './apply-group.ts'

export function openEventBusWriting({ database }: WriterContext) {
  const putBus = putEventBus(database)
  const removeBus = deleteEventBus(database)
  const putRule = putEventRule(database)
  const removeRule = deleteEventRule(database)

  return (write: EventBusWrite): void => {
    switch (write.kind) {
      case 'putEventBus':
        return putBus(write.bus)
      case 'deleteEventBus':
        return removeBus(write.at, write.name)
      case 'putEventRule':
        return putRule(write.rule)
      case 'deleteEventRule':
        return removeRule(write.rule)
      default:
        return unreachable(write)
    }
  }
}
