/**
 * Reads a CloudFormation or SAM template: YAML with the short forms of intrinsic functions, or JSON (which is YAML).
 *
 * A short form becomes the long one (`!Sub x` is `{"Fn::Sub": "x"}`), so that what reads the document knows one form.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml'
import { UserError } from '../user-error.ts'
import { isObject, type Path, type Template, type TemplateObject, type TemplateValue } from './template.ts'

/** Deepest nesting of a template; CloudFormation's own documents are far below. */
const depthMax = 200

/** Throws UserError where the file cannot be read or is not YAML. */
export function readTemplate(path: string): Template {
  return parseTemplate(readFile(path), path)
}

/** A template from its text; `path` is where it lies. */
export function parseTemplate(text: string, path: string): Template {
  const file = shortPath(path)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fault = document.errors[0]
  if (fault) throw new UserError(`${file} is neither YAML nor JSON: ${fault.message}`)
  const places = new Map<string, number>()
  const root = new Reader(document, (offset, at) => places.set(key(at), lines.linePos(offset).line))
  const value = root.read(document.contents, [])
  if (!isObject(value)) throw new UserError(`${file} is no template: expected an object with Resources.`)
  return {
    file,
    folder: dirname(resolve(path)),
    document: value,
    lineOf: (at) => nearestLine(places, at),
  }
}

/** As people name a file: relative to where they are, unless that leads far up. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), resolve(path))
  return short.startsWith('../..') || short === '' ? resolve(path) : short
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UserError(`cannot read the template ${path}: ${(error as Error).message}`)
  }
}

function key(path: Path): string {
  return JSON.stringify(path)
}

function nearestLine(places: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const line = places.get(key(path.slice(0, length)))
    if (line !== undefined) return line
  }
  return 1
}

/** From YAML's nodes to plain values. */
class Reader {
  readonly #document: Document
  readonly #found: (offset: number, path: Path) => void

  constructor(document: Document, found: (offset: number, path: Path) => void) {
    this.#document = document
    this.#found = found
  }

  read(node: unknown, path: Path): TemplateValue {
    if (path.length > depthMax) throw new UserError(`the template is nested deeper than ${depthMax} levels.`)
    if (isAlias(node)) return this.read(node.resolve(this.#document), path)
    const { range, tag } = (node ?? {}) as Partial<Node>
    if (range) this.#found(range[0], path)
    const long = longForm(tag)
    if (long === undefined) return this.#plain(node, path)
    const value = this.#plain(node, [...path, long])
    return { [long]: long === 'Fn::GetAtt' && typeof value === 'string' ? splitAttribute(value) : value }
  }

  #plain(node: unknown, path: Path): TemplateValue {
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, i]))
    if (isMap(node)) return this.#object(node.items, path)
    return isScalar(node) ? scalar(node) : null
  }

  #object(pairs: readonly { readonly key: unknown; readonly value: unknown }[], path: Path): TemplateObject {
    const entries: [string, TemplateValue][] = []
    for (const pair of pairs) {
      const name = String(isScalar(pair.key) ? pair.key.value : pair.key)
      const value = this.read(pair.value, [...path, name])
      // YAML's merge key: what is written out wins.
      if (name === '<<' && isObject(value)) entries.unshift(...Object.entries(value))
      else entries.push([name, value])
    }
    return Object.fromEntries(entries)
  }
}

/** What a tag such as `!Sub` stands for; undefined for YAML's own tags. */
function longForm(tag: string | undefined): string | undefined {
  if (tag === undefined || !/^![A-Za-z]/.test(tag)) return undefined
  const name = tag.slice(1)
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`
}

function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf('.')
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}

/** Digits with a leading zero are a name (an account), not a number. */
function scalar(node: Scalar): TemplateValue {
  const { value, source } = node
  if (typeof value === 'number') return source !== undefined && /^0\d/.test(source) ? source : value
  if (typeof value === 'bigint') return source ?? String(value)
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
