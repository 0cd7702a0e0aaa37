import { assert } from '#base'
import { operatorFields } from '../fields/choice-shapes.ts'
import type { ChoiceRule, ChoiceState, Condition } from '../machine.ts'
import { objectItems, type StateSyntax } from '../outline.ts'
import { toJson } from '../syntax/node.ts'
import { readData, readPaths } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compileChoice(state: StateSyntax, fields: FieldReader): ChoiceState {
  const choices = objectItems(fields.value('Choices')).map((node) => choiceRule(fields.within(node)))
  return {
    type: 'Choice',
    ...baseOf(state),
    ...readPaths(fields),
    ...readData(fields),
    choices,
    ...present({ default: fields.text('Default') }),
  }
}

function choiceRule(rule: FieldReader): ChoiceRule {
  return {
    condition: rule.language === 'JSONata' ? rule.requiredExpression('Condition') : condition(rule),
    next: rule.requiredText('Next'),
    ...readData(rule),
  }
}

function condition(rule: FieldReader): Condition {
  const and = rule.value('And')
  if (and) return { kind: 'and', conditions: objectItems(and).map((node) => condition(rule.within(node))) }
  const or = rule.value('Or')
  if (or) return { kind: 'or', conditions: objectItems(or).map((node) => condition(rule.within(node))) }
  const not = rule.value('Not')
  if (not?.kind === 'object') return { kind: 'not', condition: condition(rule.within(not)) }
  return test(rule)
}

function test(rule: FieldReader): Condition {
  const member = rule.node.members.find(({ key }) => operatorFields.has(key))
  const variable = rule.path('Variable')
  assert(member && variable, `${rule.node.pointer} has no operator or no Variable`)
  const { operator, byPath } = operatorFields.get(member.key)!
  const path = byPath ? rule.path(member.key) : undefined
  return {
    kind: 'test',
    operator,
    variable,
    operand: path ? { path } : { literal: toJson(member.value) },
  }
}
