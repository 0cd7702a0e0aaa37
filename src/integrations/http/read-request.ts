/**
 * The parameters of an HTTP Task as a request, before its connection is merged into it (feature map 4.4).
 *
 * What cannot be sent fails the execution with States.Runtime before anything is sent.
 */
import { AslError, isArray, isObject, member, type Json, type JsonObject } from '#base'
import { checkParameters, refused, type ParameterShape } from '../parameters.ts'
import { arrayFormats, textOf, type ArrayFormat } from './form-encoding.ts'
import { isForbiddenHeader } from './forbidden-headers.ts'

export interface HttpRequest {
  readonly endpoint: URL
  readonly method: string
  readonly connectionArn: string
  /** By their names as they were written; a header may have several values. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly query: Readonly<Record<string, readonly string[]>>
  readonly body: Json | undefined
  /** How arrays are written where the body is a form; undefined where it is JSON or a text. */
  readonly form: ArrayFormat | undefined
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const

const shape: ParameterShape = {
  fields: {
    ApiEndpoint: 'string',
    Method: 'string',
    Authentication: 'object',
    InvocationConfig: 'object',
    Headers: 'object',
    QueryParameters: 'object',
    RequestBody: 'any',
    Transform: 'object',
  },
  required: ['ApiEndpoint', 'Method'],
}

export function readRequest(given: Json): HttpRequest | AslError {
  const parameters = checkParameters(given, shape)
  if (parameters instanceof AslError) return parameters
  const problems: string[] = []
  const endpoint = readEndpoint(parameters, problems)
  const method = member(parameters, 'Method') as string
  if (!methods.some((one) => one === method)) problems.push(misfit('Method'))
  const connectionArn = readConnectionArn(parameters, problems)
  const headers = readTexts(parameters, 'Headers', problems)
  for (const name of Object.keys(headers)) {
    if (isForbiddenHeader(name)) problems.push(`The header '${name}' is not supported by HTTP Task`)
    else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) problems.push(misfit('Headers'))
  }
  const query = readTexts(parameters, 'QueryParameters', problems)
  const form = readForm(parameters, problems)
  const body = member(parameters, 'RequestBody')
  if (form !== undefined && body !== undefined && !isObject(body)) problems.push(misfit('RequestBody'))
  if (problems.length > 0) return refused(parameters, problems)
  return { endpoint: endpoint!, method, connectionArn: connectionArn!, headers, query, body, form }
}

function misfit(field: string): string {
  return `The value of the field '${field}' has an invalid format`
}

function readEndpoint(parameters: JsonObject, problems: string[]): URL | undefined {
  const url = URL.parse(member(parameters, 'ApiEndpoint') as string)
  // Credentials in a URL would lie in definitions and histories; a connection keeps them.
  const fits = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (fits) return url
  problems.push(misfit('ApiEndpoint'))
  return undefined
}

function readConnectionArn(parameters: JsonObject, problems: string[]): string | undefined {
  const given = ['InvocationConfig', 'Authentication'].flatMap((field) => {
    const config = member(parameters, field)
    return config !== undefined && isObject(config) ? [member(config, 'ConnectionArn')] : []
  })
  const arn = given.find((one) => one !== undefined)
  if (typeof arn === 'string') return arn
  problems.push(arn === undefined ? "The required field 'ConnectionArn' is missing" : misfit('ConnectionArn'))
  return undefined
}

function readTexts(
  parameters: JsonObject,
  field: string,
  problems: string[],
): Readonly<Record<string, readonly string[]>> {
  const given = (member(parameters, field) ?? {}) as JsonObject
  const texts: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(given)) {
    const values = isArray(value) ? value : [value]
    if (values.some((one) => isArray(one) || isObject(one))) problems.push(misfit(field))
    else texts[name] = values.map(textOf)
  }
  return texts
}

function readForm(parameters: JsonObject, problems: string[]): ArrayFormat | undefined {
  const transform = member(parameters, 'Transform') as JsonObject | undefined
  if (!transform) return undefined
  const encoding = member(transform, 'RequestBodyEncoding') ?? 'NONE'
  if (encoding === 'NONE') return undefined
  if (encoding !== 'URL_ENCODED') problems.push(misfit('RequestBodyEncoding'))
  const options = member(transform, 'RequestEncodingOptions')
  const wanted = options !== undefined && isObject(options) ? member(options, 'ArrayFormat') : undefined
  const format = arrayFormats.find((one) => one === (wanted ?? 'INDICES'))
  if (format === undefined) problems.push(misfit('ArrayFormat'))
  return format
}
