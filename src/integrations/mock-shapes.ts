/** What the answers of AWS's services look like, from AWS's models; a service's are read when they are first asked for. */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** A shape of AWS's service models, as far as answers need it; `member` is that of a list or the values of a map. */
export interface AnswerShape {
  readonly type: string
  /** By their names in the SDK integration, which begin with a capital letter; the values are names of shapes. */
  readonly members?: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly member?: string
  readonly values?: readonly string[]
  readonly min?: number
  readonly max?: number
}

export interface ServiceShapes {
  /** The shape of each operation's answer: `putEvents`. An operation without one answers nothing. */
  readonly operations: Readonly<Record<string, string>>
  readonly shapes: Readonly<Record<string, AnswerShape>>
}

const read = new Map<string, Promise<ServiceShapes | undefined>>()

/** Those of a service as `aws-sdk:NAME` names it; undefined where they are not known here. */
export function serviceShapes(service: string): Promise<ServiceShapes | undefined> {
  const known = read.get(service)
  if (known) return known
  const reading = readShapes(service)
  read.set(service, reading)
  return reading
}

async function readShapes(service: string): Promise<ServiceShapes | undefined> {
  if (!/^[a-z0-9]+$/.test(service)) return undefined
  try {
    const packed = await readFile(new URL(`./mock-shapes/${service}.json.gz`, import.meta.url))
    return JSON.parse((await promisify(gunzip)(packed)).toString()) as ServiceShapes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
