/** All of an alias. */
export const aliasColumns = `
  id, machine_id AS machineId, name, description, created_at AS createdAt, updated_at AS updatedAt,
  version, weight, second_version AS secondVersion, second_weight AS secondWeight`

export interface AliasRow {
  readonly id: number
  readonly machineId: number
  readonly name: string
  readonly description: string | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly version: number
  readonly weight: number
  /** Null together with the weight. */
  readonly secondVersion: number | null
  readonly secondWeight: number | null
}
