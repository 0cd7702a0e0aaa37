/** The mock configuration of AWS Step Functions Local, as far as the executable corpus uses it. */
import { AslError, type Json } from '#base'
import type { Answer } from './test-play.ts'

export interface MockConfig {
  readonly StateMachines: Readonly<
    Record<string, { readonly TestCases: Readonly<Record<string, StateMocks>> }>
  >
  readonly MockedResponses: Readonly<Record<string, MockedResponse>>
}

/** The name of the mocked response of each state. */
type StateMocks = Readonly<Record<string, string>>

/** The answer to each attempt: `0`, or `1-2` for the second and the third. */
type MockedResponse = Readonly<
  Record<
    string,
    { readonly Return: Json } | { readonly Throw: { readonly Error: string; readonly Cause: string } }
  >
>

/** What the attempt (the first is 0) is answered with; undefined where the response ends before. */
export function mockedAnswer(response: MockedResponse, attempt: number): Answer {
  const key = Object.keys(response).find((range) => {
    const [first, last = first] = range.split('-').map(Number)
    return attempt >= first! && attempt <= last!
  })
  if (key === undefined) return undefined
  const answer = response[key]!
  return 'Return' in answer ? answer.Return : new AslError(answer.Throw.Error, answer.Throw.Cause)
}

/** The states with a mocked answer among those that were visited, in order. */
export function visitedMocks(visits: readonly string[], mocks: StateMocks): readonly string[] {
  return visits.filter((name) => Object.hasOwn(mocks, name))
}
