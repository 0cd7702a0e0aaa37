export { auditStore, type StoreAudit } from './audit.ts'
export { restore } from './backup.ts'
export { copyStore } from './copy-store.ts'
export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts'
