/** A draft's row but for its text. */
export const draftColumns = `
  id, account, region, title, author, created_at AS createdAt, updated_at AS updatedAt, edition,
  base_name AS baseName, base_revision AS baseRevision`

export interface DraftRow {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly title: string
  readonly author: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly edition: number
  readonly baseName: string | null
  readonly baseRevision: number | null
}
