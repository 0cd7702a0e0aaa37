export { EventBusError } from './bus/event-bus-error.ts'
export { defaultBus, readPattern, type EventBuses, type EventRule, type NewRule } from './bus/event-buses.ts'
export { busNameOf, type EventEntry, type EventsIntake, type EventsPut } from './bus/put-events.ts'
export { ruleArnOf, type RuleTarget } from './bus/rule-target.ts'
export {
  connectionArnOf,
  type ConnectionSettings,
  type Connections,
  type MadeConnection,
} from './connections/connections.ts'
export type { DeliveryOutcome } from './deliveries/port.ts'
export { openEvents, type Events } from './open-events.ts'
export { parseStatusEventsConfig, type StatusEventsConfig } from './status-events/status-events-config.ts'
export { InvalidCloudEvent, readCloudEvents, type CloudEventEntry } from './events/cloud-event.ts'
export { openTriggers, type TriggerOptions } from './open-triggers.ts'
export { parseTriggersConfig, TriggersConfigError } from './triggers-config.ts'
export { s3ObjectStore, type S3Access } from './s3-object-store.ts'
export type * from './port.ts'
