/** The AWS SDK's client with all operations as methods, for a test server. */
import { SFN, type SFNClientConfig } from '@aws-sdk/client-sfn'
import { after, before } from 'node:test'
import { checkAnswers } from './model-check.ts'
import { startServer, type ServerOptions, type TestServer } from './server.ts'

/** What the service answered, without what the SDK adds to it. */
export function answerOf(output: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).filter(([key]) => key !== '$metadata'))
}

/** Made-up credentials, no retries, so that a test sees the first answer, and answers that are checked (`model-check`). */
export function sdk(endpoint: string, config: SFNClientConfig = {}): SFN {
  const client = new SFN({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...config,
  })
  return checkAnswers(client)
}

/** A server for the tests of one file and its client, which end with them. */
export function serverOfFile(options: ServerOptions = {}): {
  readonly server: TestServer
  readonly sfn: SFN
} {
  const there = {} as { server: TestServer; sfn: SFN }
  before(async () => {
    there.server = await startServer(options)
    there.sfn = sdk(there.server.endpoint)
  })
  after(async () => {
    there.sfn.destroy()
    await there.server.remove()
  })
  return there
}
