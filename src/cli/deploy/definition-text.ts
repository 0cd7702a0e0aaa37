/** The definition of a state machine as its template gives it: an object, a text, or a file; with substitutions. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import type { Properties } from './properties.ts'
import { shortPath } from './read-template.ts'
import type { Stack } from './stack.ts'
import { isObject, textAt, type TemplateObject } from './template.ts'

export interface DefinitionText {
  /** JSON text. */
  readonly text: string
  /** The file that has it, with its own text after substitutions; undefined where the template itself has it. */
  readonly file: DefinitionFile | undefined
  /** `${Names}` that are left, since DefinitionSubstitutions has none of them. */
  readonly unresolved: readonly string[]
}

export interface DefinitionFile {
  /** As messages name it. */
  readonly name: string
  readonly text: string
  readonly format: 'json' | 'yaml'
}

/** Throws TemplateError where there is none, or its file is not there. */
export function definitionText(properties: Properties, stack: Stack): DefinitionText {
  const substitutions = properties.object('DefinitionSubstitutions') ?? {}
  const object = properties.value('Definition')
  if (isObject(object)) return withNames(substituted(JSON.stringify(object), substitutions, true), undefined)
  const text = properties.text('DefinitionString')
  if (text !== undefined) return withNames(substituted(text, substitutions, false), undefined)
  const file = definitionFile(properties, stack)
  const read = substituted(readFileSync(file, 'utf8'), substitutions, false)
  const format = read.trimStart().startsWith('{') || !/\.ya?ml$/.test(file) ? 'json' : 'yaml'
  const json = format === 'json' ? read : yamlAsJson(read, file, properties)
  return withNames(json, { name: shortPath(file), text: read, format })
}

function definitionFile(properties: Properties, { source }: Stack): string {
  const uri = properties.text('DefinitionUri')
  const location = properties.object('DefinitionS3Location')
  if (location !== undefined) {
    const key = textAt(location, 'Key') ?? ''
    const found = source.assets.find(key)
    const bucket = textAt(location, 'Bucket') ?? ''
    return found ?? properties.fail('DefinitionS3Location', notHere(bucket, key))
  }
  if (uri === undefined)
    return properties.fail(
      'Definition',
      'there is no definition; expected Definition, DefinitionString, DefinitionS3Location or (SAM) DefinitionUri.',
    )
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri)
  if (s3) return source.assets.find(s3[2]!) ?? properties.fail('DefinitionUri', notHere(s3[1]!, s3[2]!))
  const file = resolve(source.template.folder, uri)
  return existsSync(file)
    ? file
    : properties.fail('DefinitionUri', `there is no file ${file}; correct the path.`)
}

function notHere(bucket: string, key: string): string {
  return `s3://${bucket}/${key} is in S3 and not among the files beside the template; deploy the folder that has it (cdk.out), or use DefinitionString.`
}

function yamlAsJson(text: string, file: string, properties: Properties): string {
  try {
    return JSON.stringify(parse(text))
  } catch (error) {
    return properties.fail('DefinitionUri', `${file} is neither JSON nor YAML: ${(error as Error).message}`)
  }
}

/** Replaces `${Name}`. In a text made of an object what is put into a text is escaped; what was a text is taken as it is. */
function substituted(text: string, substitutions: TemplateObject, escape: boolean): string {
  return text.replaceAll(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => {
    const value = substitutions[name]
    if (value === undefined || value === null) return whole
    const plain = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return escape ? JSON.stringify(plain).slice(1, -1) : plain
  })
}

function withNames(text: string, file: DefinitionFile | undefined): DefinitionText {
  const names = [...text.matchAll(/\$\{([A-Za-z0-9_]+)\}/g)].map((match) => match[1]!)
  return { text, file, unresolved: [...new Set(names)] }
}
