/**
 * Resolves CloudFormation's intrinsic functions in a value of a template.
 *
 * Neighbours: `intrinsics.ts` has a function for each, `conditions.ts` those that give true or false.
 */
import { intrinsics, noValue, type Resolving } from './intrinsics.ts'
import type { Scope } from './scope.ts'
import { templateError } from './template-error.ts'
import { isList, isObject, type Path, type TemplateValue } from './template.ts'

/**
 * The value with all functions carried out; undefined where it is `AWS::NoValue`. Members and items that are
 * `AWS::NoValue` are left out. Throws TemplateError, which names the place.
 */
export function resolveValue(value: TemplateValue, path: Path, scope: Scope): TemplateValue | undefined {
  const found = resolve(value, path, scope)
  return found === noValue ? undefined : found
}

function resolve(value: TemplateValue, path: Path, scope: Scope): TemplateValue | typeof noValue {
  if (isList(value)) {
    const items = value.map((item, i) => resolve(item, [...path, i], scope))
    return items.filter((item): item is TemplateValue => item !== noValue)
  }
  if (!isObject(value)) return value
  const names = Object.keys(value)
  const name = names[0]
  if (names.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
    return call(name, value[name]!, { path: [...path, name], scope })
  }
  const members = names.map((member) => [member, resolve(value[member]!, [...path, member], scope)] as const)
  return Object.fromEntries(
    members.filter((member): member is readonly [string, TemplateValue] => member[1] !== noValue),
  )
}

function call(
  name: string,
  argument: TemplateValue,
  { path, scope }: { readonly path: Path; readonly scope: Scope },
): TemplateValue | typeof noValue {
  const fail: Resolving['fail'] = (message, under = []) => {
    throw templateError(scope.template, [...path, ...under], message)
  }
  const intrinsic = intrinsics.get(name)
  if (!intrinsic) {
    const known = [...intrinsics.keys()].join(', ')
    return fail(
      `${name} is not carried out here. Known are ${known}; write the value that it would give, or deploy the processed template.`,
    )
  }
  return intrinsic(argument, {
    scope,
    path,
    fail,
    resolve: (inner, under = []) => resolve(inner, [...path, ...under], scope),
  })
}
