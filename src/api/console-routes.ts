/**
 * The console's page and the small read-only JSON API behind it.
 *
 * Every answer is for one account and region, given as `account` and `region` in the query; times are milliseconds
 * since the epoch.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseArn, stateMachineArn, type Namespace } from '#base'
import { executionArnOf, executionNameOf } from '#engine'
import type { AccessPolicy } from './access.ts'
import type { ApiError } from './api-error.ts'
import { consoleNamespace, SignInRequired } from './console-access.ts'
import { expressHistory, logEntries, loggedExecutions } from './console-logs.ts'
import { ExecutionDoesNotExist, StateMachineDoesNotExist } from './errors.ts'
import { checkExecutionArn, readStateMachineArn } from './resource-arn.ts'
import { toApiError, type Service } from './service.ts'
import { script, startPage, style } from './start-page.ts'

const stateMachinesMax = 200
const executionsMax = 50
const historyEventsMax = 500

type ConsoleRequest = FastifyRequest<{ Querystring: Readonly<Record<string, string | undefined>> }>

interface Asked extends Namespace {
  /** The value of a query parameter; empty where it is not given. */
  readonly parameter: (name: string) => string
}

export function addConsoleRoutes(
  app: FastifyInstance,
  service: Service,
  page: { readonly access: AccessPolicy; readonly version: string },
): void {
  const html = startPage(page.version)
  app.get('/', (_request, reply) => reply.headers(pageHeaders).send(html))
  const route = (path: string, read: (asked: Asked) => object | Promise<object>) =>
    app.get(`/console/api/${path}`, async (request: ConsoleRequest, reply) => {
      reply.header('cache-control', 'no-store')
      try {
        return await read(ask(request, page.access))
      } catch (failure) {
        if (failure instanceof SignInRequired) reply.header('www-authenticate', 'Basic realm="Stepwell"')
        const error = refusal(service, failure)
        return reply.code(error.statusCode).send({ error: error.code, message: error.message })
      }
    })
  route('state-machines', (asked) => stateMachines(service, asked))
  route('executions', (asked) => executions(service, asked))
  route('history', (asked) => history(service, asked))
  route('logged-executions', (asked) => loggedExecutions(service.engine, asked, asked.parameter('name')))
  route('log-events', (asked) => logEntries(service.engine, asked, asked.parameter('logGroup')))
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

function ask({ headers, query }: ConsoleRequest, policy: AccessPolicy): Asked {
  const parameter = (name: string) => query[name] ?? ''
  const at = consoleNamespace(headers, policy, {
    account: parameter('account'),
    region: parameter('region'),
  })
  return { ...at, parameter }
}

function refusal(service: Service, failure: unknown): ApiError {
  return toApiError(failure, { service, requestId: randomUUID(), operation: 'console' })
}

async function stateMachines({ engine }: Service, { account, region }: Asked): Promise<object> {
  const machines = await engine.catalog.machines({ account, region }, undefined, stateMachinesMax)
  return {
    stateMachines: machines.map((machine) => ({
      arn: stateMachineArn(machine, machine.name),
      name: machine.name,
      type: machine.type,
      status: machine.status,
      createdAt: machine.createdAt,
    })),
  }
}

async function executions({ engine }: Service, asked: Asked): Promise<object> {
  const arn = asked.parameter('machine')
  const { qualifier, ...named } = readStateMachineArn(arn)
  const known = qualifier === undefined && named.account === asked.account
  const machine = known ? await engine.catalog.machine(named, named.name) : undefined
  if (!machine) throw new StateMachineDoesNotExist(arn)
  const found = await engine.executions({ machine, limit: executionsMax })
  return {
    executions: found.map((execution) => ({
      arn: executionArnOf(execution),
      name: executionNameOf(execution),
      status: execution.status,
      startedAt: execution.startedAt,
      stoppedAt: execution.stoppedAt,
    })),
  }
}

async function history({ engine }: Service, asked: Asked): Promise<object> {
  const from = Math.max(1, Number.parseInt(asked.parameter('from'), 10) || 1)
  const { account } = asked
  const isExpress = parseArn(asked.parameter('arn'))?.resource.startsWith('express:')
  if (isExpress)
    return expressHistory(engine, { arn: asked.parameter('arn'), account, from, limit: historyEventsMax })
  const arn = checkExecutionArn(asked.parameter('arn'))
  const execution = await engine.execution(arn)
  if (execution?.account !== account) throw new ExecutionDoesNotExist(arn)
  const events = await engine.history({ execution, from, limit: historyEventsMax, reverse: false })
  const { status, error, cause } = execution
  return {
    execution: { arn, status, error, cause },
    events: events.map(({ id, type, timestamp, details, teaching }) => {
      return { id, type, at: timestamp, details, teaching }
    }),
  }
}
