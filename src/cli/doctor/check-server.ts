/** Whether Stepwell answers at the endpoint; where nobody does, whether it could be started there. */
import { createServer } from 'node:net'
import type { Checkup } from './checkup.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

export async function checkServer(checkup: Checkup): Promise<Finding> {
  const { server, endpoint } = checkup
  if (!server) return nobody(endpoint)
  if (server.readiness === 'ready') return ok('server', `Stepwell answers at ${endpoint.origin}`)
  if (server.readiness === undefined)
    return problem('server', `something else answers at ${endpoint.origin} (status ${server.status})`, {
      expected: 'Stepwell',
      next: [
        `See who it is: lsof -i :${portOf(endpoint)}`,
        'Start Stepwell on another port (--port), and give that address with --endpoint.',
      ],
    })
  return problem('server', `the server at ${endpoint.origin} is ${server.readiness}`, {
    expected: 'ready',
    next: [
      server.readiness === 'draining'
        ? 'It is being stopped; start it again.'
        : 'Its store can no longer be trusted: look at its log, check the disk, and start it again.',
    ],
  })
}

async function nobody(endpoint: URL): Promise<Finding> {
  const refusal = await bindRefusal(endpoint)
  if (refusal === 'EADDRINUSE')
    return problem('server', `port ${portOf(endpoint)} is in use by a process that does not answer HTTP`, {
      expected: 'Stepwell, or a free port',
      next: [`See who it is: lsof -i :${portOf(endpoint)}`, 'Or start Stepwell on another port with --port.'],
    })
  if (refusal === 'EACCES')
    return problem('server', `this user may not listen on port ${portOf(endpoint)}`, {
      expected: 'a port above 1023',
      next: ['Choose another one with --port.'],
    })
  return warning(
    'server',
    `nobody answers at ${endpoint.origin}${refusal === undefined ? '; the port is free' : ''}`,
    {
      expected: 'a running server',
      next: ['Start it: stepwell dev', "Or name the server's address with --endpoint."],
    },
  )
}

/** Why this machine could not listen there; undefined where it could. */
async function bindRefusal(endpoint: URL): Promise<string | undefined> {
  const host = endpoint.hostname.replaceAll(/[[\]]/g, '')
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    probe.listen({ host, port: portOf(endpoint), exclusive: true }, () =>
      probe.close(() => resolve(undefined)),
    )
  })
}

export function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
