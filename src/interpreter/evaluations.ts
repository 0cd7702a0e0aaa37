/**
 * The evaluations of a turn that may take their time: JSONata, the interpreter's only await.
 *
 * States are plain synchronous functions. One that needs an answer which is not there yet throws a signal; whoever runs
 * the state takes back what it did, awaits the answer and runs it again. Answers are known by their position in the
 * sequence of questions since the state was begun, which is the same in every run (invariant 1 of `step`).
 */
import { seededRandom, type Json, type Outcome, type Random } from '#base'

/** What an evaluation gives; undefined where an expression has no result. */
export type Answer = Outcome<Json | undefined>

export class Evaluations {
  readonly #seed: string
  #answers: Answer[] = []
  /** Questions asked since the state was begun, or begun again. */
  #asked = 0
  /** Evaluations of this turn, also those whose state was begun again: each has randomness of its own. */
  #made = 0
  #pending: Promise<Answer> | undefined
  #mayBePutOff = false
  #isPutOff = false

  constructor(seed: string) {
    this.#seed = seed
  }

  /** The answer to the next question. Throws the `EvaluationSignal` where it has to be awaited. */
  ask(question: (random: () => Random) => Answer | Promise<Answer>): Answer {
    const position = this.#asked++
    if (position < this.#answers.length) return this.#answers[position]
    const answer = question(this.#randomness())
    if (answer instanceof Promise) {
      this.#pending = answer
      throw evaluationSignal
    }
    this.#answers.push(answer)
    return answer
  }

  /** Waits for what the signal was thrown for; false where the evaluation takes long and is put off. */
  async learn(): Promise<boolean> {
    const answer = await this.#pending
    this.#pending = undefined
    if (this.#isPutOff) return false
    this.#answers.push(answer)
    return true
  }

  /** Runs an evaluation elsewhere, which takes long, unless the next turn may do so as well. */
  async elsewhere(evaluate: () => Promise<Answer>): Promise<Answer> {
    if (!this.#mayBePutOff) return evaluate()
    this.#isPutOff = true
    return undefined
  }

  /** The state is begun, perhaps again: the same questions come in the same order. */
  begin(mayBePutOff: boolean): void {
    this.#asked = 0
    this.#mayBePutOff = mayBePutOff
  }

  /** The state is done: the next one asks other questions. */
  forget(): void {
    this.#asked = 0
    if (this.#answers.length > 0) this.#answers = []
  }

  #randomness(): () => Random {
    const seed = `${this.#seed} ${++this.#made}`
    let random: Random | undefined
    return () => (random ??= seededRandom(seed))
  }
}

/** Thrown inside the interpreter only, and caught by `take-turn`: an answer has to be awaited. */
export class EvaluationSignal extends Error {}

/** There is one: making an error costs more than most evaluations. */
const evaluationSignal = new EvaluationSignal('an evaluation has to be awaited')
