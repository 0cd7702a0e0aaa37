/** What the server has: descriptions of resources, and tags. */
import { ApiError, type ApiClient } from '../api-client.ts'
import { defaultNamespace } from '#api'
import type { Namespace } from '#base'

/** The answer, or undefined where the server has no such resource (the error's name is `missing`). */
export async function describe<T>(
  api: ApiClient,
  operation: string,
  { input, missing }: { readonly input: object; readonly missing: readonly string[] },
): Promise<T | undefined> {
  try {
    return await api.send<T>(operation, input)
  } catch (error) {
    if (error instanceof ApiError && missing.includes(error.code)) return undefined
    throw error
  }
}

/** All tags of a resource. */
export async function tagsOf(api: ApiClient, resourceArn: string): Promise<Readonly<Record<string, string>>> {
  const { tags = [] } = await api.send<{
    readonly tags?: readonly { readonly key: string; readonly value: string }[]
  }>('ListTagsForResource', { resourceArn })
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

/** Tags as the API takes them. */
export function tagList(
  tags: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

/** The wanted tags that a resource does not have yet. Others that it has are left alone: people set some by hand. */
export function missingTags(
  wanted: Readonly<Record<string, string>>,
  there: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value))
}

/** Accounts to be refused for: two, for the caller's own may be one of them. */
const otherAccounts = ['999999999999', '999999999998']

/**
 * The account that the server takes the caller for. The API has no operation that tells it; the refusal of a look at
 * another account's resource does. An open server refuses nobody: there the access key says the account, as always.
 */
export async function callersAccount(
  api: ApiClient,
  { region, accessKeyId }: { readonly region: string; readonly accessKeyId: string },
): Promise<Namespace> {
  for (const account of otherAccounts) {
    const told = await accountRefused(api, `arn:aws:states:${region}:${account}:activity:nobody`)
    if (told !== undefined) return { account: told, region }
  }
  return { account: /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultNamespace.account, region }
}

/** The account that a refusal names; undefined where the look was allowed. */
async function accountRefused(api: ApiClient, activityArn: string): Promise<string | undefined> {
  try {
    await api.send('DescribeActivity', { activityArn })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const account = /arn:aws:(?:iam|sts)::(\d{12}):/.exec(error.message)?.[1]
    if (account === undefined && error.code !== 'ActivityDoesNotExist') throw error
    return account
  }
  return undefined
}
