import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileDefinition } from './compile-definition.ts'
import { readDefinition } from './read-definition.ts'

const sound = `{
  "StartAt": "Choose",
  "States": {
    "Choose": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "Done" }], "Default": "Done" },
    "Done": { "Type": "Pass", "Parameters": { "b.$": "$.a" }, "End": true }
  }
}`

test('an accepted definition compiles to the machine that reading it gives', () => {
  const { machine } = readDefinition(sound)
  assert(machine)
  const compiled = compileDefinition(sound)
  assert.deepEqual([...compiled.states.keys()], [...machine.states.keys()])
  assert.deepEqual(compiled.root, machine.root)
  assert.deepEqual(compiled.variableReferences, machine.variableReferences)
})

test('what a later rule would refuse still compiles, for executions of it may be running', () => {
  const unreachable = sound.replace('"Default": "Done"', '"Default": "Done", "Colour": "red"')
  assert.equal(readDefinition(unreachable).machine, undefined)
  assert.equal(compileDefinition(unreachable).states.size, 2)
})

test('a text that is no definition says so', () => {
  assert.throws(
    () => compileDefinition('[]'),
    /a definition that was accepted cannot be read: Definition must be/,
  )
  assert.throws(() => compileDefinition('{"StartAt":"A","States":{"A":{}}}'), /\/States\/A has no known Type/)
})
