/** What operators and their machines ask: is it alive, does it take work, what are its figures. */
import type { FastifyInstance } from 'fastify'
import type { Service } from './service.ts'

/** `/healthz` (200 while the process answers), `/readyz` (503 while draining or poisoned) and `/metrics`. */
export function addOperatorRoutes(app: FastifyInstance, { readiness, metrics }: Service): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', (_request, reply) => {
    const { status } = readiness
    return reply.code(status === 'ready' ? 200 : 503).send({ status })
  })
  if (!metrics) return
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.text()
    return reply.header('content-type', metrics.contentType).send(text)
  })
}
