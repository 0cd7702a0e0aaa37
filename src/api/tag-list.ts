/** Tags: AWS's list of keys and values, and the record that the store keeps. */
import { indexTagKey, parseIndexTag, SearchError } from '#query'
import { ValidationException } from './common-errors.ts'
import { TooManyTags } from './errors.ts'
import type { ValueOf } from './schema.ts'
import type { tags } from './shapes.ts'

export type TagList = ValueOf<typeof tags>
export type Tags = Readonly<Record<string, string>>

const tagsMax = 50
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * The tags of `before` with those of the list added; a later value of a key replaces an earlier one. Throws
 * ValidationException for characters or keys that AWS does not allow and for fields that cannot be indexed, and
 * TooManyTags.
 */
export function addTags(before: Tags, list: TagList, resourceArn: string): Tags {
  const tags = new Map(Object.entries(before))
  list.forEach((tag, i) => {
    const key = checkKey(tag.key, i)
    tags.set(key, key === indexTagKey ? checkIndex(tag.value ?? '') : checkValue(tag.value ?? '', i))
  })
  if (tags.size > tagsMax) throw new TooManyTags(resourceArn, tagsMax)
  return Object.fromEntries(tags)
}

export function removeTags(before: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key)))
}

/** The tags as AWS lists them. */
export function listTags(tags: Tags): { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

function checkKey(key: string | undefined, index: number): string {
  if (key === undefined)
    throw new ValidationException(`The tag at 'tags.${index + 1}.member' has no key: every tag needs one`)
  if (/^aws:/i.test(key))
    throw new ValidationException(`The tag key '${key}' begins with 'aws:', which is reserved for AWS`)
  if (!allowed.test(key)) throw new ValidationException(`The tag key '${key}' ${characters}`)
  return key
}

/** JSONPaths have characters that no other tag may have. */
function checkIndex(value: string): string {
  const paths = parseIndexTag(value)
  if (!(paths instanceof SearchError)) return value
  throw new ValidationException(
    `The value of the tag '${indexTagKey}' names no fields that can be indexed: at column ${paths.column}, ${paths.message}`,
  )
}

function checkValue(value: string, index: number): string {
  if (!allowed.test(value))
    throw new ValidationException(`The value of the tag at 'tags.${index + 1}.member' ${characters}`)
  return value
}

const characters = 'may have letters, digits, blanks and the characters _ . : / = + - @ only'
