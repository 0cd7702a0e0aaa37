/** Following a path through what is known about a document. */
import { any, objectShape, type DataShape } from './data-shape.ts'

type Step = string | number

/** What a path gives, or where it cannot go on. */
export type ShapeRead = DataShape | Impossible

export class Impossible {
  /** The name or index that cannot be there. */
  readonly step: Step
  /** What it was looked for in. */
  readonly found: DataShape

  constructor(step: Step, found: DataShape) {
    this.step = step
    this.found = found
  }
}

/** What nearly all paths are. */
const dottedNames = /^\$(\.[A-Za-z_][\w-]*)*$/

const stepPattern = /\.([A-Za-z_][\w-]*)|\['([^'\\]+)'\]|\["([^"\\]+)"\]|\[(\d+)\]/y

/** The same few paths are followed again and again; so many are kept. */
const stepsKept = 1000
const known = new Map<string, readonly Step[] | undefined>()

/** The steps of a path that has names and indexes only; undefined for every other. */
function plainSteps(path: string): readonly Step[] | undefined {
  if (known.has(path)) return known.get(path)
  if (known.size >= stepsKept) known.clear()
  const steps = readSteps(path)
  known.set(path, steps)
  return steps
}

function readSteps(path: string): readonly Step[] | undefined {
  if (dottedNames.test(path)) return path.split('.').slice(1)
  if (!path.startsWith('$') || path.startsWith('$$')) return undefined
  const steps: Step[] = []
  stepPattern.lastIndex = 1
  for (let at = 1; at < path.length; at = stepPattern.lastIndex) {
    stepPattern.lastIndex = at
    const match = stepPattern.exec(path)
    if (!match) return undefined
    steps.push(match[4] === undefined ? (match[1] ?? match[2] ?? match[3])! : Number(match[4]))
  }
  return steps
}

/** What the path gives; `any` where it is not a plain one. */
export function readShape(shape: DataShape, path: string): ShapeRead {
  const steps = plainSteps(path)
  if (!steps) return any
  let current = shape
  for (const step of steps) {
    const next = take(current, step)
    if (next instanceof Impossible) return next
    current = next
  }
  return current
}

function take(shape: DataShape, step: Step): ShapeRead {
  if (shape.kind === 'any') return any
  if (shape.kind === 'list') return typeof step === 'number' ? any : new Impossible(step, shape)
  if (shape.kind === 'scalar' || typeof step === 'number') return new Impossible(step, shape)
  return shape.members.get(step) ?? (shape.open ? any : new Impossible(step, shape))
}

/** The document with a value at the place of a reference path. */
export function writeShape(document: DataShape, path: string, value: DataShape): DataShape {
  const steps = plainSteps(path)
  return steps ? write(document, steps, value) : any
}

function write(document: DataShape, steps: readonly Step[], value: DataShape): DataShape {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (typeof step === 'number') return document.kind === 'list' ? { kind: 'list' } : any
  if (document.kind === 'list' || document.kind === 'scalar') return any
  const members = new Map(document.kind === 'object' ? document.members : [])
  members.set(step, write(members.get(step) ?? any, rest, value))
  return objectShape(members, document.kind === 'any' || document.open)
}
