/** A store as one process sees it, whose calls a test can watch, hold back, refuse and cut off. */
import type { Group, Store } from '#store'
import { counted } from './virtual-time.ts'

type Method = keyof Store

export class TappedStore {
  /** What the process is given. */
  readonly store: Store
  /** The groups that became durable, in order. */
  readonly groups: Group[] = []
  readonly #target: Store
  readonly #calls = new Map<PropertyKey, number>()
  readonly #refusals: { readonly method: Method; readonly error: Error; left: number }[] = []
  readonly #held = new Map<Method, { readonly what: 'question' | 'answer' } & PromiseWithResolvers<void>>()
  readonly #commitFailures: Error[] = []
  #dead = false

  constructor(target: Store) {
    this.#target = target
    this.store = new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property, target)
        if (typeof value !== 'function') return value
        return (...parameters: unknown[]) => this.#call(property as Method, parameters)
      },
    })
  }

  calls(method: Method): number {
    return this.#calls.get(method) ?? 0
  }

  /** Lets the next calls of the method reject with the error. */
  refuse(method: Method, error: Error, times = 1): void {
    this.#refusals.push({ method, error, left: times })
  }

  /** Lets calls of the method wait until `release`: before they reach the store, or on the way back. */
  hold(method: Method, what: 'question' | 'answer' = 'question'): void {
    this.#held.set(method, { what, ...Promise.withResolvers<void>() })
  }

  release(method: Method): void {
    this.#held.get(method)?.resolve()
    this.#held.delete(method)
  }

  /** The process is gone: nothing that it asks is ever answered. */
  kill(): void {
    this.#dead = true
  }

  async #call(method: Method, parameters: readonly unknown[]): Promise<unknown> {
    this.#calls.set(method, this.calls(method) + 1)
    const failuresBefore = this.#commitFailures.length
    await this.#letThrough(method, 'question')
    this.#refuseNow(method, failuresBefore)
    if (this.#dead) return new Promise(() => undefined)
    const ask = Reflect.get(this.#target, method) as (...parameters: readonly unknown[]) => Promise<unknown>
    const answer = await counted(Reflect.apply(ask, this.#target, parameters))
    if (this.#dead) return new Promise(() => undefined)
    if (method === 'commit') this.groups.push(parameters[0] as Group)
    await this.#letThrough(method, 'answer')
    return answer
  }

  #refuseNow(method: Method, failuresBefore: number): void {
    // As the store does: a group that was sent behind one that fails is refused with it.
    const failure = this.#commitFailures.at(failuresBefore)
    if (method === 'commit' && failure) throw failure
    const refusal = this.#refusals.find((other) => other.method === method && other.left > 0)
    if (!refusal) return
    refusal.left--
    if (method === 'commit') this.#commitFailures.push(refusal.error)
    throw refusal.error
  }

  async #letThrough(method: Method, what: 'question' | 'answer'): Promise<void> {
    const held = this.#held.get(method)
    if (held?.what === what) await held.promise
  }
}
