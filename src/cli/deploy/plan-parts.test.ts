/** The small pieces of a plan: order, changes of definitions, names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { definitionChange } from './definition-changes.ts'
import { parseTemplate } from './read-template.ts'
import { physicalName } from './resource-values.ts'
import { sortResources } from './sort-resources.ts'
import type { Resource, TemplateObject } from './template.ts'

function resource(id: string, properties: TemplateObject, dependsOn: readonly string[] = []): Resource {
  return { id, type: 'x', properties, dependsOn, condition: undefined, metadata: {} }
}

const template = parseTemplate('Resources: { A: 1 }', 't.yaml')

test('a resource stands behind all that it refers to', () => {
  const sorted = sortResources(template, [
    resource('Alias', { To: [{ Ref: 'Version' }] }),
    resource('Version', { Of: { 'Fn::GetAtt': ['Machine', 'Arn'] } }),
    resource(
      'Machine',
      { Text: { 'Fn::Sub': ['x${Function.Arn}y${Local}', { Local: { Ref: 'Activity' } }] } },
      ['Role'],
    ),
    resource('Function', { Name: { Ref: 'Parameter' } }),
    resource('Activity', {}),
    resource('Role', {}),
  ])
  assert.deepEqual(
    sorted.map(({ id }) => id),
    ['Role', 'Activity', 'Function', 'Machine', 'Version', 'Alias'],
  )
})

test('a circle is told as one', () => {
  const circle = [resource('A', { x: { Ref: 'B' } }), resource('B', {}, ['A'])]
  assert.throws(() => sortResources(template, circle), /circle: A -> B -> A/)
})

test('a changed definition is told by its states; layout and the order of members are no change', () => {
  const before = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', End: true }, B: { Type: 'Succeed' } },
  })
  const after = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'C' }, C: { Type: 'Succeed' } },
  })
  assert.equal(definitionChange(before, after), 'definition (added C; removed B; changed A)')
  assert.equal(definitionChange(before, JSON.stringify(JSON.parse(before), null, 2)), undefined)
  assert.equal(definitionChange('{"a":1,"b":2}', '{"b":2,"a":1}'), undefined)
  assert.equal(definitionChange('{"Comment":"x"}', '{"Comment":"y"}'), 'definition')
})

test('a name is the one of the template, or the stack and the id, as long as names may be', () => {
  const named = {
    id: 'I'.repeat(90),
    type: 'AWS::StepFunctions::StateMachine',
    stackName: 's',
    at: { account: '1', region: 'r' },
  }
  assert.equal(physicalName({ ...named, name: 'own' }), 'own')
  assert.equal(physicalName({ ...named, name: undefined }).length, 80)
})
