/** The values that executions are found by: what the declared fields read of inputs and outputs. */
import { parseJson, type Json } from '#base'
import { readField, parseIndexTag, SearchError, toScalar, type FieldPath, type SearchScalar } from '#query'
import type { IndexedExecution, SearchFieldRecord, SearchSource, StoredScalar } from '#store'

/** Hashes a text under an account's key, in base64. */
export type HashText = (text: string) => string

/** Reads the fields of one state machine. */
export class FieldReader {
  readonly #fields: readonly { readonly record: SearchFieldRecord; readonly path: FieldPath }[]
  readonly #hash: HashText

  constructor(fields: readonly SearchFieldRecord[], hash: HashText) {
    this.#fields = fields.flatMap((record) => {
      const [path] = readPath(record.path)
      return path ? [{ record, path }] : []
    })
    this.#hash = hash
  }

  /** The values of an execution. A field without a value, or with one that is no scalar, has none. */
  read(source: SearchSource): IndexedExecution {
    const documents = { input: parsed(source.input), output: parsed(source.output) }
    const values: [number, StoredScalar][] = []
    for (const { record, path } of this.#fields) {
      const document = documents[path.source]
      const value = document === undefined ? undefined : toScalar(readField(document, path.steps))
      if (value !== undefined) values.push([record.id, record.isHashed ? this.#hashed(value) : value])
    }
    return { executionId: source.executionId, values, replaces: source.redriveCount > 0 }
  }

  #hashed(value: SearchScalar): StoredScalar {
    return { hash: hashScalar(value, this.#hash) }
  }
}

/** The hash of a value: of its JSON text, so that 17 and "17" differ. */
export function hashScalar(value: SearchScalar, hash: HashText): string {
  const isLong = typeof value === 'object' && value !== null
  return hash(isLong ? value.digits : JSON.stringify(value))
}

function readPath(text: string): readonly FieldPath[] {
  const paths = parseIndexTag(text)
  return paths instanceof SearchError ? [] : paths
}

function parsed(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : parseJson(text)
}
