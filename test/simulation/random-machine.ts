/**
 * Random state machines that end the same way however their parts interleave.
 *
 * What a task does follows from its name and its parameters alone, and all failures of one machine look alike, so an
 * interrupted run has to end as the uninterrupted one although it takes other turns.
 */
import { seededRandom, type Json, type JsonObject, type Random } from '#base'

export interface RandomMachine {
  readonly definition: string
  readonly input: string
}

/** An object that `simulated-run` has. */
const reader: JsonObject = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON' },
  Parameters: { Bucket: 'memory', Key: 'list' },
}

/** What a turn has to await: a call in an expression. */
const added = (name: string) => `{% $merge([$states.input, {"${name}": $count($states.input.list)}]) %}`

type States = Record<string, JsonObject>

const statesMax = 14
const depthMax = 3

export function randomMachine(seed: string): RandomMachine {
  const maker = new Maker(seededRandom(`machine ${seed}`))
  const input = {
    n: maker.below(100),
    list: maker.list(),
    flag: maker.chance(0.5),
    text: `t${maker.below(9)}`,
  }
  return { definition: JSON.stringify(maker.block(0)), input: JSON.stringify(input) }
}

class Maker {
  readonly #random: Random
  #names = 0

  constructor(random: Random) {
    this.#random = random
  }

  below(max: number): number {
    return Math.floor(this.#random.next() * max)
  }

  chance(probability: number): boolean {
    return this.#random.next() < probability
  }

  list(): Json {
    return Array.from({ length: this.below(this.chance(0.1) ? 140 : 6) }, (_, i) => ({
      i,
      k: this.below(10),
    }))
  }

  /** A chain of states, with a Choice now and then that skips some of them. */
  block(depth: number): JsonObject {
    const length = 1 + this.below(depth === 0 ? 6 : 3)
    const names = Array.from({ length }, () => `S${++this.#names}`)
    const states: States = {}
    names.forEach((name, at) => {
      const next = names[at + 1]
      Object.assign(states, this.#state(name, { next, later: names.slice(at + 1) }, depth))
    })
    return { StartAt: names[0]!, States: states }
  }

  #state(name: string, to: { next: string | undefined; later: readonly string[] }, depth: number): States {
    const onward: JsonObject = to.next === undefined ? { End: true } : { Next: to.next }
    const nests = depth < depthMax && this.#names < statesMax
    const kinds = ['pass', 'expression', 'task', 'task', 'wait', ...(nests ? ['parallel', 'map', 'map'] : [])]
    if (to.later.length > 0) kinds.push('choice')
    switch (kinds[this.below(kinds.length)]) {
      case 'task':
        return this.#task(name, onward, to.later)
      case 'wait':
        return { [name]: { Type: 'Wait', Seconds: this.below(4), ...onward } }
      case 'parallel':
        return { [name]: this.#parallel(name, onward, depth) }
      case 'map':
        return { [name]: this.#map(name, onward, depth) }
      case 'choice':
        return { [name]: this.#choice(to.later) }
      case 'expression':
        return { [name]: { Type: 'Pass', QueryLanguage: 'JSONata', Output: added(name), ...onward } }
      default:
        return { [name]: { Type: 'Pass', Result: { from: name }, ResultPath: `$.${name}`, ...onward } }
    }
  }

  #task(name: string, onward: JsonObject, later: readonly string[]): States {
    const task: JsonObject = {
      Type: 'Task',
      Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      Parameters: { 'attempt.$': '$$.State.RetryCount', 'input.$': '$' },
      ResultPath: `$.${name}`,
      ...onward,
    }
    const extra: Record<string, Json> = {}
    if (this.chance(0.4)) {
      extra['Retry'] = [
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 1,
          MaxAttempts: 1 + this.below(3),
          JitterStrategy: 'FULL',
        },
      ]
    }
    if (this.chance(0.4) && later.length > 0) {
      extra['Catch'] = [
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: later[this.below(later.length)]! },
      ]
    }
    return { [name]: { ...task, ...extra } }
  }

  #choice(later: readonly string[]): JsonObject {
    const next = later[this.below(later.length)]!
    const rules: JsonObject[] = [
      { Variable: '$.n', NumericLessThan: this.below(100), Next: next },
      { Not: { Variable: '$.flag', BooleanEquals: true }, Next: next },
      { Variable: '$.missing', IsPresent: true, Next: next },
    ]
    return { Type: 'Choice', Choices: [rules[this.below(rules.length)]!], Default: later[0]! }
  }

  #parallel(name: string, onward: JsonObject, depth: number): JsonObject {
    const branches = Array.from({ length: 1 + this.below(3) }, () => this.block(depth + 1))
    return { Type: 'Parallel', Branches: branches, ResultPath: `$.${name}`, ...this.#retry(), ...onward }
  }

  #map(name: string, onward: JsonObject, depth: number): JsonObject {
    const { ItemProcessor, ...map } = this.#inlineMap(name, onward, depth)
    if (this.chance(0.6)) return { ItemProcessor: ItemProcessor!, ...map }
    return {
      ...map,
      ...(this.chance(0.5) && { ItemReader: reader }),
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...(ItemProcessor as JsonObject),
      },
      // What becomes of a child that fails has its times and names.
      ...(this.chance(0.3) && { ToleratedFailureCount: this.below(6), ResultPath: null }),
    }
  }

  #inlineMap(name: string, onward: JsonObject, depth: number): JsonObject {
    return {
      Type: 'Map',
      ItemsPath: '$.list',
      MaxConcurrency: this.below(4),
      ItemSelector: {
        'item.$': '$$.Map.Item.Value',
        'index.$': '$$.Map.Item.Index',
        'n.$': '$.n',
        'flag.$': '$.flag',
        list: [1, 2],
      },
      ItemProcessor: this.block(depth + 1),
      ResultPath: `$.${name}`,
      ...this.#retry(),
      ...onward,
    }
  }

  #retry(): JsonObject {
    return this.chance(0.2) ? { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] } : {}
  }
}
