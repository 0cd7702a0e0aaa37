/** The parameters of a template: their values, from the command line or their defaults. */
import type { ParameterValue } from './scope.ts'
import { templateError } from './template-error.ts'
import {
  isList,
  objectAt,
  textAt,
  type Template,
  type TemplateObject,
  type TemplateValue,
} from './template.ts'

/** Reads all parameters. Throws TemplateError where one has no value, or one that is not allowed. */
export function readParameters(
  template: Template,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, ParameterValue> {
  const parameters = objectAt(template.document, 'Parameters')
  const names = Object.keys(parameters)
  return new Map(names.map((name) => [name, parameterValue(template, name, given.get(name))]))
}

function parameterValue(template: Template, name: string, given: string | undefined): ParameterValue {
  const declared = objectAt(objectAt(template.document, 'Parameters'), name)
  const type = textAt(declared, 'Type') ?? 'String'
  // Its default is the name of an entry in AWS's parameter store: only its use needs the value.
  if (given === undefined && type.startsWith('AWS::SSM::Parameter::'))
    return {
      missing: `the parameter ${name} is kept by AWS Systems Manager; give it with --parameter ${name}=VALUE.`,
    }
  const text = given ?? plainText(declared['Default'])
  const fail = (message: string): never => {
    throw templateError(template, ['Parameters', name], message)
  }
  if (text === undefined)
    return fail(`the parameter ${name} has no default; give it with --parameter ${name}=VALUE.`)
  checkAllowed(declared, text, (expected) =>
    fail(`the parameter ${name} is "${text}"; expected ${expected}.`),
  )
  return { value: isListType(type) ? text.split(',').map((item) => item.trim()) : text }
}

function checkAllowed(declared: TemplateObject, text: string, fail: (expected: string) => never): void {
  const { AllowedValues: values, AllowedPattern: pattern, Type: type } = declared
  if (isList(values) && !values.some((allowed) => String(allowed) === text))
    fail(`one of ${values.map(String).join(', ')}`)
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(text))
    fail(`a text like ${pattern}`)
  if (type === 'Number' && (text.trim() === '' || Number.isNaN(Number(text)))) fail('a number')
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<')
}

function plainText(value: TemplateValue | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
}
