/** YAML or JSON files that people write for Stepwell: read, and checked member by member with the place in the message. */
import { readFileSync } from 'node:fs'
import { parse, YAMLParseError } from 'yaml'
import { UserError } from './user-error.ts'

/** The document in a file. Throws UserError where it cannot be read or is not YAML. */
export function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UserError(`${file} is not YAML or JSON: ${error.message}`)
    if (error instanceof Error && 'code' in error)
      throw new UserError(`cannot read ${file}: ${error.message}`)
    throw error
  }
}

/** One value in a file with its place there, which its messages name. */
export class Place {
  readonly file: string
  readonly path: string
  readonly value: unknown

  constructor(file: string, path: string, value: unknown) {
    this.file = file
    this.path = path
    this.value = value
  }

  fail(expected: string): never {
    // A message ends up in logs: a secret does not.
    const shown = this.path.endsWith('secretAccessKey') ? 'another text' : JSON.stringify(this.value)
    const found = this.value === undefined ? 'nothing' : shown
    throw new UserError(`${this.file}: ${this.path || 'the document'} is ${found}; expected ${expected}.`)
  }

  /** The members of an object, each with its place. */
  members(): ReadonlyMap<string, Place> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      this.fail('an object')
    const under = this.path === '' ? '' : `${this.path}.`
    return new Map(
      Object.entries(this.value).map(([name, value]) => [
        name,
        new Place(this.file, `${under}${name}`, value),
      ]),
    )
  }

  /** One member of an object; its value is undefined where there is none. */
  member(name: string): Place {
    return (
      this.members().get(name) ??
      new Place(this.file, this.path === '' ? name : `${this.path}.${name}`, undefined)
    )
  }

  /** Fails where an object has a member that is none of these. */
  allow(names: readonly string[]): void {
    for (const [name, place] of this.members()) {
      if (!names.includes(name)) place.fail(`no such member here; known are ${names.join(', ')}`)
    }
  }

  items(): readonly Place[] {
    if (!Array.isArray(this.value)) this.fail('a list')
    return this.value.map((item, i) => new Place(this.file, `${this.path}[${i}]`, item))
  }

  text(pattern: RegExp, expected: string): string {
    if (typeof this.value !== 'string' || !pattern.test(this.value)) this.fail(expected)
    return this.value
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const found = values.find((value) => value === this.value)
    return found ?? this.fail(`one of ${values.join(', ')}`)
  }
}
