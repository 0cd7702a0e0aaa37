/** Pages of a listing: how many items AWS gives at once, and the token for the rest. */
import type { Call } from './operation.ts'
import type { PageScope } from './page-token.ts'

const pageSizeDefault = 100

/** How many items a page has; 0 asks for AWS's default. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? pageSizeDefault : maxResults
}

export interface PageRequest {
  readonly maxResults?: number
  readonly nextToken?: string
}

export interface Listing<Item, Position extends string | number> {
  readonly scope: PageScope
  /** Up to `limit` items after a position, or from the first one on. */
  readonly load: (after: Position | undefined, limit: number) => Promise<readonly Item[]>
  readonly positionOf: (item: Item) => Position
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextToken: string | undefined
}

/**
 * One page. One more item than it holds is loaded, which tells whether there is another page. Throws InvalidToken.
 */
export async function readPage<Item, Position extends string | number>(
  { pages }: Call,
  request: PageRequest,
  listing: Listing<Item, Position>,
): Promise<Page<Item>> {
  const size = pageSize(request.maxResults)
  // A token is signed with its operation, so its position is one that this very listing gave out.
  const after = request.nextToken && (pages.read(listing.scope, request.nextToken) as Position)
  const loaded = await listing.load(after || undefined, size + 1)
  const items = loaded.slice(0, size)
  const last = loaded.length > size ? items.at(-1) : undefined
  return { items, nextToken: last && pages.issue(listing.scope, listing.positionOf(last)) }
}
