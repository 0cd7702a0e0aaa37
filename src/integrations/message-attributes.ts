/** `MessageAttributes` as SNS and SQS take them: `BinaryValue` travels as base64 in JSON and as bytes in the SDK. */
import { isObject, type Json } from '#base'

export interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: Uint8Array
}

/** The SDK's form, member for member; what the SDK cannot take is for the service to refuse. */
export function messageAttributes(given: Json): Record<string, MessageAttribute> {
  const entries = isObject(given) ? Object.entries(given) : []
  return Object.fromEntries(entries.map(([name, value]) => [name, messageAttribute(value)]))
}

function messageAttribute(value: Json): MessageAttribute {
  if (!isObject(value)) return { DataType: '' }
  const { BinaryValue: base64, ...rest } = value
  const bytes = typeof base64 === 'string' ? { BinaryValue: Buffer.from(base64, 'base64') } : {}
  return { ...rest, ...bytes } as unknown as MessageAttribute
}
