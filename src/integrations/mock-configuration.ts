/**
 * The mock configuration of Step Functions Local: test cases of state machines, and the answers that stand for services.
 *
 *     { "StateMachines": { "Orders": { "TestCases": { "HappyPath": { "Charge": "charged" } } } },
 *       "MockedResponses": { "charged": { "0": { "Throw": { "Error": "Busy", "Cause": "…" } },
 *                                         "1-2": { "Return": { "StatusCode": 200 } } } } }
 *
 * Owns: reading it, with the place of what is wrong. `mock-sender.ts` answers with it.
 */
import { AslError, isObject, member, type Json, type JsonObject, type Outcome } from '#base'
import type { MockPlace } from './port.ts'

/** Thrown where the document is no mock configuration. */
export class MockConfigurationError extends Error {}

/** The answer to the calls from the first to the last, which count from 0. */
interface Response {
  readonly first: number
  readonly last: number
  readonly answer: Outcome<Json>
}

/** The responses of each state, by the state's name. */
type TestCase = ReadonlyMap<string, { readonly name: string; readonly responses: readonly Response[] }>

export class MockConfiguration {
  readonly #testCases: ReadonlyMap<string, ReadonlyMap<string, TestCase>>

  private constructor(testCases: ReadonlyMap<string, ReadonlyMap<string, TestCase>>) {
    this.#testCases = testCases
  }

  /** Throws MockConfigurationError. */
  static read(document: Json): MockConfiguration {
    const responses = readResponses(document)
    const machines = membersAt(document, 'StateMachines', '').map(([machine, value]) => {
      const place = `/StateMachines/${machine}`
      const cases = membersAt(value, 'TestCases', place).map(([name, states]): [string, TestCase] => [
        name,
        readTestCase(states, `${place}/TestCases/${name}`, responses),
      ])
      return [machine, new Map(cases)] as const
    })
    return new MockConfiguration(new Map(machines))
  }

  has(stateMachineName: string, testCase: string): boolean {
    return this.#testCases.get(stateMachineName)?.has(testCase) === true
  }

  /** What stands for the service's answer; undefined where the test case leaves the call to the service. */
  answer({ stateMachineName, testCase, stateName, invocation }: MockPlace): Outcome<Json> | undefined {
    const found = this.#testCases.get(stateMachineName)?.get(testCase)
    if (!found)
      return failure(
        `The mock configuration has no test case '${testCase}' of '${stateMachineName}' any more`,
      )
    const mocked = found.get(stateName)
    if (!mocked) return undefined
    const response = mocked.responses.find(({ first, last }) => first <= invocation && invocation <= last)
    if (response) return response.answer
    const known = mocked.responses.map(({ first, last }) => (first === last ? first : `${first}-${last}`))
    return failure(
      `The mocked response '${mocked.name}' has nothing for call ${invocation} of the state '${stateName}'; it has: ${known.join(', ')}`,
    )
  }
}

function failure(cause: string): AslError {
  return new AslError('States.TaskFailed', cause)
}

function readTestCase(
  states: Json,
  place: string,
  responses: ReadonlyMap<string, readonly Response[]>,
): TestCase {
  const found = objectAt(states, place)
  const mocked = Object.entries(found).map(([stateName, name]) => {
    if (typeof name !== 'string') throw wrong(`${place}/${stateName}`, 'the name of a mocked response')
    const known = responses.get(name)
    if (!known)
      throw wrong(`${place}/${stateName}`, `a member of /MockedResponses, but there is no '${name}'`)
    return [stateName, { name, responses: known }] as const
  })
  return new Map(mocked)
}

function readResponses(document: Json): ReadonlyMap<string, readonly Response[]> {
  const named = membersAt(document, 'MockedResponses', '').map(([name, value]) => {
    const place = `/MockedResponses/${name}`
    const responses = Object.entries(objectAt(value, place)).map(([range, answer]) =>
      readResponse(range, answer, `${place}/${range}`),
    )
    return [name, responses] as const
  })
  return new Map(named)
}

function readResponse(range: string, value: Json, place: string): Response {
  const bounds = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range)
  const [, first, last = first] = bounds ?? []
  if (!bounds || Number(first) > Number(last))
    throw wrong(place, `the number of a call or a range of them, such as "0" or "1-2", as its name`)
  return { first: Number(first), last: Number(last), answer: readAnswer(value, place) }
}

function readAnswer(value: Json, place: string): Outcome<Json> {
  const answer = objectAt(value, place)
  const returned = member(answer, 'Return')
  const thrown = member(answer, 'Throw')
  if ((returned === undefined) === (thrown === undefined)) throw wrong(place, 'either Return or Throw')
  if (returned !== undefined) return returned
  const error = objectAt(thrown!, `${place}/Throw`)
  return new AslError(textAt(error, 'Error', place), textAt(error, 'Cause', place))
}

function textAt(error: JsonObject, name: string, place: string): string | undefined {
  const text = member(error, name)
  if (text === undefined || typeof text === 'string') return text
  throw wrong(`${place}/Throw/${name}`, 'a text')
}

/** The members of a member that may be absent. */
function membersAt(value: Json, name: string, place: string): [string, Json][] {
  const found = member(objectAt(value, place), name)
  return found === undefined ? [] : Object.entries(objectAt(found, `${place}/${name}`))
}

function objectAt(value: Json, place: string): JsonObject {
  if (isObject(value)) return value
  throw wrong(place, 'a JSON object')
}

function wrong(place: string, expected: string): MockConfigurationError {
  return new MockConfigurationError(`${place === '' ? '/' : place}: expected ${expected}`)
}
