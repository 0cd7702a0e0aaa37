/** A connection's row but for its settings. */
export const connectionColumns = `
  account, region, name, id, authorization_type AS authorizationType, description, created_at AS createdAt,
  updated_at AS updatedAt`

export interface ConnectionRow {
  readonly account: string
  readonly region: string
  readonly name: string
  readonly id: string
  readonly authorizationType: string
  readonly description: string | null
  readonly createdAt: number
  readonly updatedAt: number
}
