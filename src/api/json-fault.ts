import { parseJson } from '#base'
import { jacksonMessage } from './jackson-message.ts'

/** What is wrong with a text that has to be JSON, in AWS's words; undefined where it is JSON. */
export function jsonFault(text: string, whenEmpty: string): string | undefined {
  try {
    parseJson(text)
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (text.trim() === '') return whenEmpty
    return jacksonMessage(text) ?? error.message
  }
}
