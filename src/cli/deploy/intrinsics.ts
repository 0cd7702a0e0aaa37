/** One function for each of CloudFormation's intrinsic functions: an argument in, a value out. */
import { conditionHolds } from './conditions.ts'
import type { Scope } from './scope.ts'
import { pseudoParameter } from './pseudo-parameters.ts'
import { isList, isObject, objectAt, type Path, type TemplateValue } from './template.ts'

/** What `AWS::NoValue` is until the member that has it is left out. */
export const noValue = Symbol('AWS::NoValue')

export type Resolved = TemplateValue | typeof noValue

export interface Resolving {
  readonly scope: Scope
  /** The way to the argument. */
  readonly path: Path
  resolve(value: TemplateValue, under?: Path): Resolved
  /** Throws TemplateError for the place of the argument, or one under it. */
  fail(message: string, under?: Path): never
}

type Intrinsic = (argument: TemplateValue, resolving: Resolving) => Resolved

export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (argument, its) => reference(text(argument, its), its)],
  ['Fn::GetAtt', getAttribute],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::If', choose],
  ['Fn::FindInMap', findInMap],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Base64', (argument, its) => Buffer.from(text(argument, its)).toString('base64')],
  ['Fn::ImportValue', importValue],
  ['Fn::GetAZs', (argument, its) => zones(text(argument, its) || its.scope.at.region)],
  ['Fn::ToJsonString', (argument, its) => JSON.stringify(value(argument, its))],
  ['Fn::Length', (argument, its) => list(argument, its).length],
])

function reference(name: string, { scope, fail }: Resolving): Resolved {
  if (name === 'AWS::NoValue') return noValue
  const known = pseudoParameter(name, scope)
  if (known !== undefined) return known
  const parameter = scope.parameters.get(name)
  if (parameter) return 'value' in parameter ? parameter.value : fail(parameter.missing)
  const resource = scope.resource(name)
  if (resource) return resource.reference
  return fail(`there is no parameter and no resource ${name}; correct the name, or add it to the template.`)
}

function getAttribute(argument: TemplateValue, its: Resolving): Resolved {
  const [id, ...rest] = typeof argument === 'string' ? argument.split('.') : list(argument, its).map(String)
  return attribute(id ?? '', rest.join('.'), its)
}

function attribute(id: string, name: string, { scope, fail }: Resolving): Resolved {
  const resource = scope.resource(id)
  if (!resource) return fail(`there is no resource ${id}; correct the name, or add it to the template.`)
  const found = resource.attributes[name]
  if (found !== undefined) return found
  const known = Object.keys(resource.attributes).join(', ') || 'none'
  return fail(
    `${id}.${name} is known only where AWS made the resource (known here: ${known}). ` +
      'Put a parameter in its place, and give its value with --parameter.',
  )
}

const placeholder = /\$\{(!?)([^{}]+)\}/g

function substitute(argument: TemplateValue, its: Resolving): Resolved {
  const [template, given] = isList(argument) ? argument : [argument, undefined]
  if (typeof template !== 'string') return its.fail('expected a text, or a list of a text and its variables.')
  const variables = isObject(given) ? given : {}
  return template.replaceAll(placeholder, (whole, literal: string, inner: string) => {
    if (literal) return `\${${inner}}`
    const name = inner.trim()
    const variable = variables[name]
    if (variable !== undefined) return asText(its.resolve(variable, [1, name]), its, whole)
    const dot = name.indexOf('.')
    const found = dot < 0 ? reference(name, its) : attribute(name.slice(0, dot), name.slice(dot + 1), its)
    return asText(found, its, whole)
  })
}

function join(argument: TemplateValue, its: Resolving): Resolved {
  const [separator, items] = isList(argument) ? argument : []
  if (typeof separator !== 'string' || items === undefined)
    return its.fail('expected a separator and a list: ["", [...]].')
  return list(items, its, [1])
    .map((item) => asText(item, its, JSON.stringify(item)))
    .join(separator)
}

function choose(argument: TemplateValue, its: Resolving): Resolved {
  if (!isList(argument) || argument.length !== 3 || typeof argument[0] !== 'string')
    return its.fail('expected a condition, the value where it holds, and the value where not.')
  const branch = conditionHolds(argument[0], its.scope, its.path) ? 1 : 2
  return its.resolve(argument[branch]!, [branch])
}

function findInMap(argument: TemplateValue, its: Resolving): Resolved {
  const [map, first, second, options] = isList(argument) ? argument : []
  if (map === undefined || first === undefined || second === undefined)
    return its.fail('expected the name of a mapping, a first and a second key.')
  const names = [map, first, second].map((name, i) => text(name, its, [i])) as [string, string, string]
  const mappings = objectAt(its.scope.template.document, 'Mappings')
  const found = objectAt(objectAt(mappings, names[0]), names[1])[names[2]]
  if (found !== undefined) return its.resolve(found)
  const fallback = isObject(options) ? options['DefaultValue'] : undefined
  if (fallback !== undefined) return its.resolve(fallback, [3, 'DefaultValue'])
  return its.fail(`Mappings has no ${names.join('.')}; add it, or give another key.`)
}

function select(argument: TemplateValue, its: Resolving): Resolved {
  const [index, items] = isList(argument) ? argument : []
  if (index === undefined || items === undefined) return its.fail('expected an index and a list.')
  const values = list(items, its, [1])
  const found = values[Number(text(index, its, [0]))]
  return (
    found ?? its.fail(`the list has ${values.length} items; there is none at index ${JSON.stringify(index)}.`)
  )
}

function split(argument: TemplateValue, its: Resolving): Resolved {
  const [separator, source] = isList(argument) ? argument : []
  if (typeof separator !== 'string' || separator === '' || source === undefined)
    return its.fail('expected a separator and a text.')
  return text(source, its, [1]).split(separator)
}

function importValue(argument: TemplateValue, its: Resolving): Resolved {
  const name = text(argument, its)
  const found = its.scope.exports.get(name)
  if (found !== undefined) return found
  return its.fail(
    `no stack of this deployment exports ${name}. Deploy both stacks together (a cdk.out folder), or put a parameter in its place.`,
  )
}

function zones(region: string): readonly string[] {
  return ['a', 'b', 'c'].map((zone) => `${region}${zone}`)
}

function value(argument: TemplateValue, its: Resolving, under: Path = []): TemplateValue {
  const found = its.resolve(argument, under)
  return found === noValue ? its.fail('AWS::NoValue has no meaning here.', under) : found
}

function text(argument: TemplateValue, its: Resolving, under: Path = []): string {
  return asText(value(argument, its, under), its, JSON.stringify(argument))
}

function list(argument: TemplateValue, its: Resolving, under: Path = []): readonly TemplateValue[] {
  const found = value(argument, its, under)
  return isList(found)
    ? found
    : its.fail(`found ${JSON.stringify(found).slice(0, 80)}; expected a list.`, under)
}

function asText(found: Resolved, its: Resolving, shown: string): string {
  if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean')
    return String(found)
  // A list parameter stands for its items, with commas.
  if (found !== noValue && isList(found) && found.every((item) => typeof item === 'string'))
    return found.join(',')
  return its.fail(`${shown} gives ${found === noValue ? 'AWS::NoValue' : 'an object'}; expected a text.`)
}
