/** The console's API of saved views: named searches with their columns, of an account. */
import { isArray, type JsonObject } from '#base'
import type { SearchError } from '#query'
import type { SavedView, ViewContent, ViewRefused } from '#engine'
import { ValidationException } from '../common-errors.ts'
import { bodyMembers, optionalText, requiredText } from '../console-body.ts'
import { ConsoleRefusal, type ConsoleCall, type ConsoleRoute } from '../console-route.ts'

interface Shown {
  readonly refusal: (error: SearchError) => Error
}

const members = ['name', 'where', 'columns'] as const

export function viewRoutes({ refusal }: Shown): readonly ConsoleRoute[] {
  const answer = (call: ConsoleCall, done: SavedView | ViewRefused): object => {
    if (!('refused' in done)) return { view: done }
    throw done.refused === 'invalid' ? refusal(done.error) : refusedAs(call, done.refused)
  }
  return [
    {
      method: 'GET',
      path: 'views',
      needs: 'read',
      run: async ({ service, caller }) => ({ views: await service.engine.search.views.list(caller.account) }),
    },
    {
      method: 'POST',
      path: 'views',
      needs: 'operate',
      run: async (call) => {
        const { service, caller } = call
        const body = bodyMembers(call.body, members)
        const view = { name: requiredText(body, 'name'), where: '', columns: [], ...changesOf(body) }
        return answer(call, await service.engine.search.views.create(caller.account, view, caller.principal))
      },
    },
    {
      method: 'PUT',
      path: 'views/:id',
      needs: 'operate',
      run: async (call) => {
        const { service, caller, params } = call
        const changes = changesOf(bodyMembers(call.body, members))
        return answer(
          call,
          await service.engine.search.views.update(caller.account, params['id'] ?? '', changes),
        )
      },
    },
    {
      method: 'DELETE',
      path: 'views/:id',
      needs: 'operate',
      run: async (call) => {
        const { service, caller, params } = call
        const isGone = await service.engine.search.views.delete(caller.account, params['id'] ?? '')
        if (!isGone) throw refusedAs(call, 'unknown')
        return {}
      },
    },
  ]
}

function changesOf(body: JsonObject): Partial<ViewContent> {
  const name = optionalText(body, 'name')
  const where = optionalText(body, 'where')
  const columns = columnsOf(body)
  return {
    ...(name !== undefined && { name }),
    ...(where !== undefined && { where }),
    ...(columns && { columns }),
  }
}

function columnsOf({ columns }: JsonObject): readonly string[] | undefined {
  if (columns === undefined) return undefined
  if (isArray(columns) && columns.every((column) => typeof column === 'string')) return columns
  throw new ValidationException(`'columns' has to be a list of texts.`)
}

function refusedAs({ params }: ConsoleCall, why: 'unknown' | 'name-taken' | 'too-many'): ConsoleRefusal {
  switch (why) {
    case 'unknown':
      return new ConsoleRefusal('ViewDoesNotExist', `There is no view '${params['id'] ?? ''}'.`, {
        statusCode: 404,
      })
    case 'name-taken':
      return new ConsoleRefusal('ViewAlreadyExists', 'Another view has this name: choose another one.', {
        statusCode: 409,
      })
    case 'too-many':
      return new ConsoleRefusal(
        'TooManyViews',
        'The account has as many views as it may have. Delete some.',
        {
          statusCode: 400,
        },
      )
  }
}
