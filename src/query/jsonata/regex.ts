/**
 * Regular expressions of JSONata on an engine that takes linear time, in the shape of `RegExp` that the package uses:
 * made from a pattern, `exec` from `lastIndex` on.
 */
import { RE2JS, RE2JSException } from 're2js'
import { OutOfBudget, type Budget } from './budget.ts'

/** What one evaluation's expressions need: who pays for them, and whether time is limited from outside. */
export interface RegexPlace {
  readonly budget: Budget
  /** In a process that is ended when it takes too long, patterns may backtrack. */
  readonly mayBacktrack: boolean
}

/** Thrown on the event loop for a pattern that only a backtracking engine can match. */
export class NeedsBacktracking extends OutOfBudget {
  constructor(pattern: RegExp) {
    super(
      'time',
      `The regular expression ${pattern} looks around or back, which takes a process of its own to evaluate it in`,
    )
  }
}

/** A class for the package's `RegexEngine` option; patterns are compiled once. */
export function regexEngine(place: () => RegexPlace): RegExpConstructor {
  const compiled = new Map<string, RE2JS | undefined>()
  const compile = (pattern: RegExp): RE2JS | undefined => {
    const key = String(pattern)
    if (!compiled.has(key)) compiled.set(key, tryCompile(pattern))
    return compiled.get(key)
  }
  // A constructor may answer with another object: that of the pattern's engine.
  const engine = function (pattern: RegExp): Pick<RegExp, 'lastIndex' | 'exec'> {
    const linear = compile(pattern)
    if (linear) return new LinearRegex(linear, place())
    // What only a backtracking engine can do (look-arounds, references back) is for that process.
    if (!place().mayBacktrack) throw new NeedsBacktracking(pattern)
    return new RegExp(pattern.source, pattern.flags)
  }
  return engine as unknown as RegExpConstructor
}

function tryCompile({ source, flags }: RegExp): RE2JS | undefined {
  const caseless = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0
  const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), caseless | multiline | RE2JS.LOOKBEHINDS)
  } catch (error) {
    if (error instanceof RE2JSException) return undefined
    throw error
  }
}

/** Steps for one character that the engine reads, and for one search however short. */
const stepsPerCharacter = 8
const stepsPerSearch = 200

class LinearRegex {
  lastIndex = 0
  readonly #pattern: RE2JS
  readonly #place: RegexPlace
  #text = ''
  #matcher: ReturnType<RE2JS['matcher']> | undefined

  constructor(pattern: RE2JS, place: RegexPlace) {
    this.#pattern = pattern
    this.#place = place
  }

  exec(text: string): RegExpExecArray | null {
    const from = this.lastIndex
    const matcher = this.#matcherFor(text)
    this.#place.budget.pay(stepsPerSearch)
    if (from > text.length || !matcher.find(from)) {
      this.#place.budget.pay((text.length - from) * stepsPerCharacter)
      this.lastIndex = 0
      return null
    }
    this.lastIndex = matcher.end()
    this.#place.budget.pay((matcher.end() - from) * stepsPerCharacter)
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined)
    return Object.assign(groups, { index: matcher.start(), input: text }) as unknown as RegExpExecArray
  }
  // A row of searches is in one text.
  #matcherFor(text: string): ReturnType<RE2JS['matcher']> {
    if (this.#matcher === undefined || this.#text !== text) this.#matcher = this.#pattern.matcher(text)
    this.#text = text
    return this.#matcher
  }
}
