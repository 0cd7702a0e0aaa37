import { isList, isObject, type TemplateValue } from './template.ts'

/** A structure of CloudFormation as the API takes it: `IncludeExecutionData` is `includeExecutionData` there. */
export function wireNames(value: TemplateValue): TemplateValue {
  if (isList(value)) return value.map(wireNames)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name[0]!.toLowerCase() + name.slice(1), wireNames(inner)]),
  )
}
