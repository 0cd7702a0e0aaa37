/** The SDK clients in use: one for each service, region, account and role, closed when too many others are. */
import type { TaskCall } from '../port.ts'
import { rememberResponses } from '../sdk-answer.ts'
import { clientSettings, findRoute, type AwsAccess, type CallPlace } from '../service-client.ts'
import { loadClient, type SdkClient, type SdkPackage } from './load-client.ts'
import type { SdkService } from './sdk-services.ts'

/** Clients that are kept; each may hold connections. */
const clientsMax = 200
/** How long an assumed role's credentials last; the client renews them. */
const roleSeconds = 3600

/** Thrown when the role of a state's Credentials cannot be assumed, in AWS's words. */
export class RoleRefused extends Error {
  override readonly name = 'RoleRefused'
}

export interface OpenClient {
  readonly sdk: SdkPackage
  readonly client: SdkClient
}

type Caller = Pick<TaskCall, 'region' | 'account' | 'roleArn' | 'credentialsRoleArn'>

export class ClientPool {
  readonly #access: AwsAccess
  /** By use, the one that was used last at the end. */
  readonly #clients = new Map<string, OpenClient>()

  constructor(access: AwsAccess) {
    this.#access = access
  }

  /** Throws ClientNotInstalled. */
  clientFor(service: SdkService, caller: Caller): OpenClient {
    const roleArn = this.#roleFor(placeOf(service, caller), caller)
    const key = JSON.stringify([service.packageName, caller.region, caller.account, roleArn, caller.roleArn])
    const open = this.#clients.get(key) ?? this.#open(service, caller, roleArn)
    this.#clients.delete(key)
    this.#clients.set(key, open)
    this.#closeOldest()
    return open
  }

  #open(service: SdkService, caller: Caller, roleArn: string | undefined): OpenClient {
    const place = placeOf(service, caller)
    const sdk = loadClient(service.packageName)
    const settings = clientSettings(this.#access, place)
    const client = sdk.open({
      ...settings,
      ...(place.service === 's3' && s3Settings(settings.endpoint)),
      ...(roleArn !== undefined && { credentials: this.#assume(roleArn, caller) }),
    })
    rememberResponses(client)
    return { sdk, client }
  }

  /** At an endpoint roles are names: nobody there gives credentials for them. */
  #roleFor(place: CallPlace, { credentialsRoleArn }: Caller): string | undefined {
    const route = findRoute(this.#access, place)
    const { endpoint } = clientSettings(this.#access, place)
    return endpoint === undefined ? (credentialsRoleArn ?? route?.roleArn) : undefined
  }

  /** A provider of the role's credentials, which the client asks again before they end. */
  #assume(roleArn: string, caller: Caller): () => Promise<object> {
    return async () => {
      const sts = loadClient('@aws-sdk/client-sts')
      const client = sts.open(clientSettings(this.#access, { ...caller, service: 'sts' }))
      const AssumeRole = sts.command('assumeRole')!
      try {
        const input = { RoleArn: roleArn, RoleSessionName: 'stepwell', DurationSeconds: roleSeconds }
        const answer = await client.send(new AssumeRole(input), { abortSignal: new AbortController().signal })
        return assumedCredentials(answer as unknown as AssumedRole)
      } catch {
        throw new RoleRefused(
          `The role ${caller.roleArn} is not authorized to assume the task state's role, ${roleArn}.`,
        )
      } finally {
        client.destroy()
      }
    }
  }

  #closeOldest(): void {
    for (const [key, { client }] of this.#clients) {
      if (this.#clients.size <= clientsMax) return
      this.#clients.delete(key)
      client.destroy()
    }
  }
}

interface AssumedRole {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
    readonly Expiration: Date
  }
}

function assumedCredentials({ Credentials: given }: AssumedRole): object {
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  }
}

function placeOf({ packageName }: SdkService, { region, account }: Caller): CallPlace {
  return { service: packageName.replace('@aws-sdk/client-', ''), region, account }
}

/** A local server has no name for each bucket; a bucket of AWS may lie in another region. Sums of parts of an object fit nothing. */
function s3Settings(endpoint: string | undefined): object {
  return {
    ...(endpoint === undefined ? { followRegionRedirects: true } : { forcePathStyle: true }),
    responseChecksumValidation: 'WHEN_REQUIRED',
  }
}
