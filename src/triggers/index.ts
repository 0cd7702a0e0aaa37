export { openTriggers, type TriggerOptions } from './open-triggers.ts'
export { parseTriggersConfig, TriggersConfigError } from './triggers-config.ts'
export { s3ObjectStore, type S3Access } from './s3-object-store.ts'
export type * from './port.ts'
