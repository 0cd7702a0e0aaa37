/** Whether the credentials of the environment are there, and whether the server takes them. */
import { ApiError, apiClient } from '../api-client.ts'
import { callersAccount } from '../deploy/server-state.ts'
import type { Checkup } from './checkup.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

export async function checkCredentials(checkup: Checkup): Promise<Finding> {
  const { environment, server, endpoint } = checkup
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = environment
  if ((key === undefined) !== (secret === undefined))
    return problem(
      'credentials',
      `${key === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'} is not set, and the other one is`,
      {
        expected: 'both',
        next: ['Run: export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…'],
      },
    )
  if (server?.readiness === undefined)
    return ok('credentials', key === undefined ? 'none in the environment' : `${key}; no server to ask`)
  try {
    const api = apiClient(endpoint.origin, environment)
    await api.send('ListStateMachines', { maxResults: 1 })
    if (key === undefined) return unsigned()
    const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1'
    const at = await callersAccount(api, { region, accessKeyId: key })
    return ok('credentials', `the server takes ${key} as account ${at.account}`)
  } catch (error) {
    return refused(error, key)
  }
}

function unsigned(): Finding {
  return warning(
    'credentials',
    'none in the environment; the server takes unsigned calls, but SDKs make none',
    {
      expected: 'any credentials, for the server is open',
      next: ['Run: export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any', 'Unless a profile has some.'],
    },
  )
}

function refused(error: unknown, key: string | undefined): Finding {
  const message = error instanceof Error ? error.message : String(error)
  const expected = 'a key that the server knows'
  if (error instanceof ApiError && error.code === 'InvalidSignatureException')
    return problem('credentials', message, {
      expected,
      next: [`Correct AWS_SECRET_ACCESS_KEY: it is not the one that the server's key file has for ${key}.`],
    })
  return problem('credentials', message, {
    expected,
    next: [
      "Export a key of the server's key file (serve --keys): AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    ],
  })
}
