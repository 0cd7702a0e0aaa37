/** Members of what a service has answered, which may lack any of them. */
import { isArray, isObject, type Json, type JsonObject } from '#base'
import type { JobStatus } from './service-description.ts'

export function textOf(from: Json | undefined, name: string): string {
  const value = isObject(from) ? from[name] : undefined
  return typeof value === 'string' ? value : ''
}

export function objectOf(from: Json | undefined, name: string): JsonObject {
  const value = isObject(from) ? from[name] : undefined
  return isObject(value) ? value : {}
}

/** The objects of a list. */
export function objectsOf(from: Json | undefined, name: string): readonly JsonObject[] {
  const value = isObject(from) ? from[name] : undefined
  return isArray(value) ? value.filter(isObject) : []
}

/** The status of a job by the one word in which its service says it; every other word means that it goes on. */
export function statusByWord(
  description: JsonObject,
  word: string,
  words: { readonly succeeded: readonly string[]; readonly failed: readonly string[] },
): JobStatus {
  if (words.succeeded.includes(word)) return { kind: 'succeeded', output: description }
  if (words.failed.includes(word)) return { kind: 'failed', cause: description }
  return { kind: 'running' }
}
