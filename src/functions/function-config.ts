/**
 * The `functions` section of stepwell.config.yaml.
 *
 *     functions:
 *       resize:
 *         file: ./src/resize.ts     # or nothing, to configure functions/resize.*
 *         handler: main             # the exported name; `resize.main` is understood, too
 *         timeoutSeconds: 30
 *         memoryMegabytes: 512
 *         concurrency: 8
 *         environment: { BUCKET: photos }
 *       notify: ./src/notify.py     # short for { file: ./src/notify.py }
 */
export interface FunctionConfig {
  /** The source file; left out, the file of that name in the functions directory. */
  readonly file?: string
  readonly handler?: string
  readonly timeoutSeconds?: number
  readonly memoryMegabytes?: number
  /** Most processes of this function at once. */
  readonly concurrency?: number
  readonly environment?: Readonly<Record<string, string>>
}

export type FunctionsConfig = Readonly<Record<string, FunctionConfig>>

/** Thrown when the section is wrong; the message names the place, what was found and what was expected. */
export class FunctionsConfigError extends Error {
  override readonly name = 'FunctionsConfigError'
}

export const functionNamePattern = /^[A-Za-z0-9_-]{1,140}$/

const numberFields = {
  timeoutSeconds: { min: 1, max: 86_400, whole: false },
  memoryMegabytes: { min: 64, max: 1_048_576, whole: true },
  concurrency: { min: 1, max: 1000, whole: true },
} as const

/** Reads the parsed YAML of the section; undefined or null is no function. Throws `FunctionsConfigError`. */
export function parseFunctionsConfig(value: unknown): FunctionsConfig {
  if (value === undefined || value === null) return {}
  const result: Record<string, FunctionConfig> = {}
  for (const [name, entry] of Object.entries(mapping(value, 'functions'))) {
    const place = `functions.${name}`
    if (!functionNamePattern.test(name)) {
      throw new FunctionsConfigError(
        `${place}: the name of a function has 1 to 140 letters, digits, hyphens and underscores; rename it`,
      )
    }
    result[name] = parseEntry(entry, place)
  }
  return result
}

function parseEntry(entry: unknown, place: string): FunctionConfig {
  if (typeof entry === 'string') return { file: text(entry, place) }
  const config: { -readonly [K in keyof FunctionConfig]: FunctionConfig[K] } = {}
  for (const [field, value] of Object.entries(mapping(entry, place))) {
    const where = `${place}.${field}`
    switch (field) {
      case 'file':
      case 'handler':
        config[field] = text(value, where)
        break
      case 'timeoutSeconds':
      case 'memoryMegabytes':
      case 'concurrency':
        config[field] = amount(value, where, field)
        break
      case 'environment':
        config.environment = environment(value, where)
        break
      default:
        throw new FunctionsConfigError(
          `${where}: unknown field; expected file, handler, timeoutSeconds, memoryMegabytes, concurrency or environment`,
        )
    }
  }
  return config
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new FunctionsConfigError(`${place}: found ${shown(value)}, expected a mapping of names to values`)
}

function text(value: unknown, place: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new FunctionsConfigError(`${place}: found ${shown(value)}, expected a text that is not empty`)
}

function amount(value: unknown, place: string, field: keyof typeof numberFields): number {
  const { min, max, whole } = numberFields[field]
  const right =
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))
  if (right) return value
  const kind = whole ? 'a whole number' : 'a number'
  throw new FunctionsConfigError(`${place}: found ${shown(value)}, expected ${kind} from ${min} to ${max}`)
}

function environment(value: unknown, place: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, content] of Object.entries(mapping(value, place))) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new FunctionsConfigError(
        `${place}.${name}: a variable's name has letters, digits and underscores`,
      )
    }
    if (typeof content !== 'string' && typeof content !== 'number' && typeof content !== 'boolean') {
      throw new FunctionsConfigError(`${place}.${name}: found ${shown(content)}, expected a text`)
    }
    result[name] = String(content)
  }
  return result
}

function shown(value: unknown): string {
  const printed = JSON.stringify(value) ?? typeof value
  return printed.length > 60 ? `${printed.slice(0, 60)}…` : printed
}
