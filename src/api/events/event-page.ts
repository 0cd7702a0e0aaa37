/** Pages of listings that are in memory whole, by name. */
import type { Call } from '../operation.ts'
import { readPage, type Page } from '../paging.ts'
import type { PageScope } from '../page-token.ts'

export interface EventPageRequest {
  readonly Limit?: number
  readonly NextToken?: string
}

/** One page of items that are sorted by their names. Throws InvalidToken. */
export function eventPage<Item>(
  call: Call,
  request: EventPageRequest,
  of: {
    readonly scope: PageScope
    readonly items: readonly Item[]
    readonly nameOf: (item: Item) => string
  },
): Promise<Page<Item>> {
  const { scope, items, nameOf } = of
  const wanted = {
    ...(request.Limit !== undefined && { maxResults: request.Limit }),
    ...(request.NextToken !== undefined && { nextToken: request.NextToken }),
  }
  return readPage(call, wanted, {
    scope,
    load: (after: string | undefined, limit) =>
      Promise.resolve(items.filter((item) => after === undefined || nameOf(item) > after).slice(0, limit)),
    positionOf: nameOf,
  })
}
