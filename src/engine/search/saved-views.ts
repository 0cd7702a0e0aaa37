/** Saved views: named searches with their columns, kept for an account. */
import { parseSearch, parseIndexTag, SearchError } from '#query'
import type { SavedViewRecord, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { NameLocks } from '../starts/name-locks.ts'
import type { SavedView, SavedViews, ViewContent, ViewRefused } from './port.ts'

/** Views of an account. */
const viewsMax = 200
const nameCharactersMax = 100
const columnsMax = 32

/** What a view may show beside indexed fields. */
export const plainColumns: readonly string[] = [
  'name',
  'status',
  'machine',
  'startedAt',
  'stoppedAt',
  'duration',
  'error',
  'redriveCount',
]

export interface ViewsOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
}

export class EngineViews implements SavedViews {
  readonly #options: ViewsOptions
  /** A name is looked up and taken in one turn of its account. */
  readonly #locks = new NameLocks()

  constructor(options: ViewsOptions) {
    this.#options = options
  }

  async list(account: string): Promise<readonly SavedView[]> {
    return (await this.#options.store.savedViews(account)).map(readView)
  }

  create(account: string, content: ViewContent, principal: string): Promise<SavedView | ViewRefused> {
    return this.#locks.inTurn(account, async () => {
      const { clock } = this.#options
      const others = await this.list(account)
      if (others.length >= viewsMax) return { refused: 'too-many' }
      const at = clock.now()
      const view = { ...content, id: clock.uuid(), principal, createdAt: at, updatedAt: at }
      return this.#put(account, view, others)
    })
  }

  update(account: string, id: string, changes: Partial<ViewContent>): Promise<SavedView | ViewRefused> {
    return this.#locks.inTurn(account, async () => {
      const views = await this.list(account)
      const view = views.find((one) => one.id === id)
      if (!view) return { refused: 'unknown' }
      const changed = { ...view, ...changes, updatedAt: this.#options.clock.now() }
      const others = views.filter((one) => one !== view)
      return this.#put(account, changed, others)
    })
  }

  delete(account: string, id: string): Promise<boolean> {
    return this.#locks.inTurn(account, async () => {
      const view = await this.#options.store.savedView(account, id)
      if (view) await this.#options.committer.commit({ kind: 'deleteSavedView', account, id })
      return view !== undefined
    })
  }

  async #put(
    account: string,
    view: SavedView,
    others: readonly SavedView[],
  ): Promise<SavedView | ViewRefused> {
    const error = mistakeIn(view, this.#options.clock.now())
    if (error) return { refused: 'invalid', error }
    if (others.some(({ name }) => name === view.name)) return { refused: 'name-taken' }
    const { id, name, ...body } = view
    const record = { account, id, name, body: JSON.stringify(body) }
    await this.#options.committer.commit({ kind: 'putSavedView', view: record })
    return view
  }
}

function readView({ id, name, body }: SavedViewRecord): SavedView {
  return { id, name, ...(JSON.parse(body) as Omit<SavedView, 'id' | 'name'>) }
}

function mistakeIn({ name, where, columns }: ViewContent, now: number): SearchError | undefined {
  if (name.trim() === '' || name.length > nameCharactersMax)
    return new SearchError(`the name of a view has 1 to ${nameCharactersMax} characters`, 0)
  if (columns.length > columnsMax) return new SearchError(`a view has at most ${columnsMax} columns`, 0)
  const unknown = columns.find((column) => !plainColumns.includes(column) && !isField(column))
  if (unknown !== undefined) {
    const known = `${plainColumns.join(', ')}, input.PATH and output.PATH`
    return new SearchError(`there is no column "${unknown}"; columns are ${known}`, 0)
  }
  const parsed = parseSearch(where, now)
  return parsed instanceof SearchError ? parsed : undefined
}

function isField(column: string): boolean {
  const paths = parseIndexTag(column)
  return !(paths instanceof SearchError) && paths.length === 1 && paths[0]!.text === column
}
