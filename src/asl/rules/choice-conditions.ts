/** "A choice rule has a Variable and one comparison operator, or one of And, Or and Not." */
import { choiceRuleShape, conditionNames, nestedRuleShape, operatorFields } from '../fields/choice-shapes.ts'
import type { Outline } from '../outline.ts'
import { memberOf, type ObjectNode } from '../syntax/node.ts'
import { atOwner, atStart, type Report } from './report.ts'

export function choiceConditions(outline: Outline, report: Report): void {
  for (const { node, shape, language } of outline.objects) {
    if (shape !== choiceRuleShape && shape !== nestedRuleShape) continue
    if (language === 'JSONPath') checkRule(node, report)
    else if (!memberOf(node, 'Condition'))
      report.schema('These fields are required: [Condition]', atStart(node))
  }
}

function checkRule(rule: ObjectNode, report: Report): void {
  const names = conditionNames.filter((name) => memberOf(rule, name))
  if (names.length > 1) {
    report.schema(
      `There should only be one of the following fields: [${names.join(', ')}]`,
      atOwner(rule, memberOf(rule, names[1]!)!),
    )
  } else if (names.length === 0) {
    report.schema(
      'A choice rule needs one comparison operator, such as StringEquals, or one of And, Or and Not',
      atStart(rule),
    )
  }
  const compares = names.some((name) => operatorFields.has(name))
  const variable = memberOf(rule, 'Variable')
  if (compares && !variable) report.schema('These fields are required: [Variable]', atStart(rule))
  if (!compares && names.length > 0 && variable) {
    report.schema(`Field 'Variable' is not supported`, atOwner(rule, variable), {
      help: `A rule with ${names[0]} has its variables in the rules inside.`,
    })
  }
}
