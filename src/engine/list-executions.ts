/** Listings of executions, with the filters that speak of redrives (feature map §1.4, §5.3). */
import type { ExecutionPage, ExecutionQuery, ExecutionSummary, StartedBy, Store } from '#store'
import { unsuccessful } from './map-run/progress.ts'
import { awaitingIn, awaitsRedrive } from './map-run/redriven.ts'
import type { ListedExecution, ListExecutions } from './port.ts'

/** A page of what the query asks for, the newest first. */
export async function listExecutions(
  store: Store,
  query: ListExecutions,
): Promise<readonly ListedExecution[]> {
  const listed: ListedExecution[] = []
  const { limit } = query
  let { before = Number.MAX_SAFE_INTEGER } = query
  while (listed.length < limit) {
    const page = await pageOf(store, query, before)
    for (const execution of page) if (isWanted(query, execution)) listed.push(withStatus(query, execution))
    if (page.length < limit) break
    before = page.at(-1)!.id
  }
  return listed.slice(0, limit)
}

/** As many as are wanted, some of which may not be. */
async function pageOf(
  store: Store,
  query: ListExecutions,
  before: number,
): Promise<readonly ExecutionSummary[]> {
  const { status, limit } = query
  const page = { before, limit }
  if (status !== 'PENDING_REDRIVE')
    return store.executions(questionOf(query, status === undefined ? page : { ...page, status }))
  const walks = unsuccessful.map((each) => store.executions(questionOf(query, { ...page, status: each })))
  const found = (await Promise.all(walks)).flat()
  return found.toSorted((a, b) => b.id - a.id).slice(0, limit)
}

function questionOf(query: ListExecutions, page: ExecutionPage): ExecutionQuery {
  const filtered: ExecutionPage = query.redriveFilter === 'REDRIVEN' ? { ...page, redriven: true } : page
  if ('mapRun' in query) return { ...filtered, mapRunId: query.mapRun.id }
  const { machine, startedBy } = query
  return { ...filtered, machineId: machine.id, ...(startedBy && { startedBy }) }
}

function isWanted(query: ListExecutions, execution: ExecutionSummary): boolean {
  const { status, redriveFilter } = query
  if ('machine' in query && !isStartedBy(execution, query.startedBy)) return false
  if (redriveFilter && (redriveFilter === 'REDRIVEN') !== (execution.redrive !== undefined)) return false
  return status === undefined || withStatus(query, execution).status === status
}

/** The walk over those that were redriven does not look at who has started them. */
function isStartedBy({ version, alias }: ExecutionSummary, by: StartedBy | undefined): boolean {
  if (!by) return true
  return 'version' in by ? version === by.version : alias === by.alias
}

function withStatus(query: ListExecutions, execution: ExecutionSummary): ListedExecution {
  const awaiting = 'mapRun' in query ? awaitingIn(query.mapRun) : undefined
  return awaitsRedrive(execution, awaiting) ? { ...execution, status: 'PENDING_REDRIVE' } : execution
}
