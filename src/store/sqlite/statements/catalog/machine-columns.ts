import type { StoredValue } from '../../record.ts'

/** A revision `r`. */
export const revisionColumns = `
  r.number, r.revision_id AS revisionId, r.role_arn AS roleArn, r.updated_at AS updatedAt, r.configuration,
  r.kms_key_id AS kmsKeyId, r.definition`

/** A state machine `m` with its current revision `r`. */
export const machineColumns = `
  m.id, m.account, m.region, m.name, m.type, m.status, m.created_at AS createdAt,
  m.last_version AS lastVersion, m.created_publishing AS createdPublishing, ${revisionColumns}`

export interface RevisionRow {
  readonly number: number
  readonly revisionId: string | null
  readonly roleArn: string
  readonly updatedAt: number
  readonly configuration: string
  readonly kmsKeyId: string | null
  readonly definition: StoredValue
}

export interface MachineRow extends RevisionRow {
  readonly id: number
  readonly account: string
  readonly region: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly status: 'ACTIVE' | 'DELETING' | 'DELETED'
  readonly createdAt: number
  /** 0 before the first. */
  readonly lastVersion: number
  /** JSON text. */
  readonly createdPublishing: string | null
}
