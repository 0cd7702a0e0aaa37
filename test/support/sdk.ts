/** The AWS SDK's client with all operations as methods, for a test server. */
import { SFN, type SFNClientConfig } from '@aws-sdk/client-sfn'

/** What the service answered, without what the SDK adds to it. */
export function answerOf(output: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).filter(([key]) => key !== '$metadata'))
}

/** Made-up credentials, and no retries, so that a test sees the first answer. */
export function sdk(endpoint: string, config: SFNClientConfig = {}): SFN {
  return new SFN({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...config,
  })
}
