import { parseArn } from '#base'

export interface FunctionName {
  readonly name: string
  readonly qualifier: string | undefined
  /** Where an ARN says so. */
  readonly account: string | undefined
  readonly region: string | undefined
}

const bareName = /^([A-Za-z0-9_-]{1,140})(?::([A-Za-z0-9_$-]{1,128}))?$/
const partialArn = /^(\d{12}):function:(.+)$/

/**
 * Reads what Lambda takes as FunctionName: `name`, `ACCOUNT:function:name`, an ARN, each with or without a qualifier.
 * Undefined where it is none of these.
 */
export function parseFunctionName(text: string): FunctionName | undefined {
  const arn = parseArn(text)
  if (arn) {
    if (arn.service !== 'lambda' || !arn.resource.startsWith('function:')) return undefined
    return bare(arn.resource.slice('function:'.length), arn.account, arn.region)
  }
  const partial = partialArn.exec(text)
  return partial ? bare(partial[2]!, partial[1], undefined) : bare(text, undefined, undefined)
}

function bare(
  text: string,
  account: string | undefined,
  region: string | undefined,
): FunctionName | undefined {
  const match = bareName.exec(text)
  return match ? { name: match[1]!, qualifier: match[2], account, region } : undefined
}

export function functionArn(at: { readonly account: string; readonly region: string }, name: string): string {
  return `arn:aws:lambda:${at.region}:${at.account}:function:${name}`
}
