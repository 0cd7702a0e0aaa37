/** What an API answered as a task's result or error: its body as JSON where it is JSON, else as a text. */
import { AslError, tryParseJson, type Json, type Outcome } from '#base'
import type { TaskAnswer } from '../port.ts'
import type { HttpAnswer } from './http-transport.ts'

/** Kinds of content that no task takes (AWS developer guide, "Unsupported HTTP Task responses"). */
const binary = /^(application\/octet-stream|image\/|video\/|audio\/)/i

export function readAnswer(answer: HttpAnswer): Outcome<TaskAnswer> {
  const type = answer.headers['content-type']?.[0] ?? ''
  if (binary.test(type) && answer.body.length > 0)
    return unreadable(`its content type is ${type}, which an HTTP Task does not take`)
  const text = decode(answer.body, type)
  if (text === undefined) return unreadable('its body is no text')
  if (answer.status < 200 || answer.status > 299) {
    const cause = text === '' ? `${answer.status} ${answer.statusText}`.trim() : text
    return new AslError(`States.Http.StatusCode.${answer.status}`, cause)
  }
  return {
    output: {
      Headers: answer.headers,
      ResponseBody: bodyOf(text),
      StatusCode: answer.status,
      StatusText: answer.statusText,
    },
  }
}

function bodyOf(text: string): Json {
  return tryParseJson(text) ?? text
}

/** Undefined where the bytes are no text in the character set that they are said to have. */
function decode(bytes: Uint8Array, type: string): string | undefined {
  const charset = /charset="?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unreadable(why: string): AslError {
  return new AslError('States.Runtime', `The response of the API cannot be used: ${why}.`)
}
