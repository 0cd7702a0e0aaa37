import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockDepthMax } from '../limits.ts'
import { choiceDefaults } from './choice-defaults.ts'
import { endlessLoops } from './endless-loops.ts'
import { nestingDepth } from './nesting-depth.ts'
import { nextOrEnd } from './next-or-end.ts'
import { reachableStates } from './reachable-states.ts'
import { runRule } from './run-rule.ts'
import type { Rule } from './rule.ts'
import { stateNames } from './state-names.ts'
import { terminalState } from './terminal-state.ts'
import { transitionTargets } from './transition-targets.ts'

const machine = (states: object, startAt = 'A'): string =>
  JSON.stringify({ StartAt: startAt, States: states })
const pass = (next: string): object => ({ Type: 'Pass', Next: next })
const end = { Type: 'Pass', End: true }
const parallel = (states: object, startAt: string): object => ({
  Type: 'Parallel',
  End: true,
  Branches: [{ StartAt: startAt, States: states }],
})
const choice = (...targets: string[]): object => ({
  Type: 'Choice',
  Choices: targets.map((target) => ({ Variable: '$.x', IsNull: true, Next: target })),
})

/** Rule, definition, and `CODE message at location` of everything that is found. */
const rows: readonly (readonly [Rule, string, readonly string[]])[] = [
  [transitionTargets, machine({ A: pass('B'), B: end }), []],
  [
    transitionTargets,
    machine({
      A: { ...choice('X', 'B'), Default: 'Y' },
      B: { Type: 'Task', Catch: [{ ErrorEquals: ['E'], Next: 'Z' }] },
    }),
    [
      `MISSING_TRANSITION_TARGET Missing 'Next' target: X at /States/A/Choices[0]/Next`,
      `MISSING_TRANSITION_TARGET Missing 'Next' target: Y at /States/A/Default`,
      `MISSING_TRANSITION_TARGET Missing 'Next' target: Z at /States/B/Catch[0]/Next`,
    ],
  ],
  [
    transitionTargets,
    machine({ A: end }, 'Elsewhere'),
    [`MISSING_TRANSITION_TARGET Missing 'Next' target: Elsewhere at /StartAt`],
  ],
  [
    transitionTargets,
    machine({ A: parallel({ I: pass('A') }, 'I') }),
    [`MISSING_TRANSITION_TARGET Missing 'Next' target: A at /States/A/Branches[0]/States/I/Next`],
  ],
  [reachableStates, machine({ A: pass('B'), B: end }), []],
  [
    reachableStates,
    machine({ A: end, B: pass('A') }),
    ['MISSING_TRANSITION_TARGET State "B" is not reachable. at /States/B'],
  ],
  [
    reachableStates,
    machine({ A: end, B: pass('C'), C: pass('B') }),
    [
      'UNREACHABLE_STATE B is never entered: only states that are not entered themselves lead to it. at /States/B',
      'UNREACHABLE_STATE C is never entered: only states that are not entered themselves lead to it. at /States/C',
    ],
  ],
  [reachableStates, machine({ A: pass('A'), B: pass('A') }), []],
  [terminalState, machine({ A: pass('B'), B: end }), []],
  [
    terminalState,
    machine({ A: pass('B'), B: pass('A') }),
    ['MISSING_END_STATE Workflow has no terminal state at /'],
  ],
  [
    terminalState,
    machine({ A: parallel({ I: pass('I') }, 'I') }),
    ['MISSING_END_STATE Workflow has no terminal state at /States/A/Branches[0]'],
  ],
  [nextOrEnd, machine({ A: pass('B'), B: end, C: { Type: 'Fail' } }), []],
  [
    nextOrEnd,
    machine({ A: { ...end, Next: 'A' } }),
    ['SCHEMA_VALIDATION_FAILED There should only be one of the following fields: [Next, End] at /States/A'],
  ],
  [
    nextOrEnd,
    machine({ A: { Type: 'Pass' } }),
    ['SCHEMA_VALIDATION_FAILED One of the following fields is required: [Next, End] at /States/A'],
  ],
  [stateNames, machine({ ['é'.repeat(80)]: end }), []],
  [
    stateNames,
    machine({ ['é'.repeat(81)]: end }),
    [
      `INVALID_STATE_NAME The name of a state has 1 to 80 characters; this one has 81 at /States/${'é'.repeat(81)}`,
    ],
  ],
  [
    stateNames,
    machine({ A: parallel({ A: end }, 'A') }),
    ['DUPLICATE_STATE_NAME Duplicate State name: A at /States/A/Branches[0]/States/A'],
  ],
  [choiceDefaults, machine({ A: { ...choice('B'), Default: 'B' }, B: end }), []],
  [
    choiceDefaults,
    machine({ A: choice('B'), B: end }),
    [
      'CHOICE_WITHOUT_DEFAULT A has no Default: an input that no rule matches fails the execution with States.NoChoiceMatched. at /States/A',
    ],
  ],
  [endlessLoops, machine({ A: choice('B', 'C'), B: pass('A'), C: end }), []],
  [endlessLoops, machine({ A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: pass('A'), C: end }), []],
  [
    endlessLoops,
    machine({ A: pass('B'), B: pass('A'), C: end }),
    ['ENDLESS_LOOP This loop has no way out and never waits: A → B. at /States/A'],
  ],
]

for (const [i, [rule, text, expected]] of rows.entries()) {
  test(`${rule.name}, row ${i}: ${expected.join('; ') || 'nothing'}`, () => {
    const found = runRule(rule, text).map(({ code, message, pointer }) => `${code} ${message} at ${pointer}`)
    assert.deepEqual(found, expected)
  })
}

test('blocks that nest deeper than the limit are refused, one above it is not', () => {
  const nested = (depth: number): string => {
    let states: object = { S0: end }
    for (let i = 1; i <= depth; i++) states = { [`S${i}`]: parallel(states, `S${i - 1}`) }
    return machine(states, `S${depth}`)
  }
  assert.deepEqual(runRule(nestingDepth, nested(blockDepthMax)), [])
  assert.equal(runRule(nestingDepth, nested(blockDepthMax + 1))[0]?.code, 'TOO_DEEPLY_NESTED')
})

test('a target with a slip in its name is offered the name that exists', () => {
  const [diagnostic] = runRule(transitionTargets, machine({ A: pass('Shipp order'), 'Ship Order': end }))
  assert.equal(diagnostic?.help, 'Did you mean Ship Order?')
  assert.equal(diagnostic?.fix?.edits[0]?.text, '"Ship Order"')
})
