/** Who deploys: the credentials of the environment, and the account that the server takes them for. */
import type { Namespace } from '#base'
import { ApiError, apiClient, type ApiClient } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { callersAccount } from './server-state.ts'

export interface SignedIn {
  readonly api: ApiClient
  readonly at: Namespace
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/**
 * Calls are signed even without credentials: the signature carries the region, and an open server takes any key. Throws
 * UserError where nobody answers, or the server does not know the caller.
 */
export async function signIn(server: {
  readonly endpoint: string
  readonly region: string | undefined
}): Promise<SignedIn> {
  const { env } = process
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] || 'stepwelldeploy'
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] || 'none'
  const region = server.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const api = apiClient(server.endpoint, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  })
  try {
    const at = await callersAccount(api, { region, accessKeyId })
    return { api, at, credentials: { accessKeyId, secretAccessKey } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new UserError(
      `${error.message}\nDeploying needs a key of the server in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "stepwell doctor" checks them.`,
    )
  }
}
