/** `stepwell dev` for the example: started in its folder, ready when it says so, and stopped at the end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface DevServer {
  /** Of the Step Functions API. */
  readonly endpoint: string
  /** Of S3, SQS and SNS. */
  readonly services: string
  stop(): Promise<void>
}

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))
const folder = fileURLToPath(new URL('.', import.meta.url))
const readyLine = /^stepwell listening on (http:\/\/\S+)$/
const servicesLine = /local S3, SQS and SNS on (http:\/\/\S+)/

/** Port 0 takes a free one. Rejects where the server does not start; what it says of it is on stderr. */
export async function startDevServer(dataDirectory: string, port: number): Promise<DevServer> {
  const child = spawn(
    process.execPath,
    [command, 'dev', '--port', String(port), '--data', dataDirectory, '--log-level', 'error'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const exited = once(child, 'exit')
  const { promise: ready, resolve, reject } = Promise.withResolvers<Omit<DevServer, 'stop'>>()
  void exited.then(([code]) => reject(new Error(`stepwell dev ended with ${String(code)}`)))
  let endpoint: string | undefined
  let services: string | undefined
  const read = (line: string) => {
    endpoint ??= readyLine.exec(line)?.[1]
    services ??= servicesLine.exec(line)?.[1]
    if (endpoint !== undefined && services !== undefined) resolve({ endpoint, services })
  }
  createInterface({ input: child.stdout }).on('line', read)
  createInterface({ input: child.stderr }).on('line', (line) => {
    read(line)
    console.error(`  ${line}`)
  })
  return {
    ...(await ready),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
