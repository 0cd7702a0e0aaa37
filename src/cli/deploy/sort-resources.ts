/** The order in which resources are made: each behind those that it refers to. */
import { templateError } from './template-error.ts'
import { isList, isObject, type Resource, type Template, type TemplateValue } from './template.ts'

/** Throws TemplateError where resources refer to each other in a circle. */
export function sortResources(template: Template, resources: readonly Resource[]): readonly Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]))
  const sorted = new Set<Resource>()
  const visit = (resource: Resource, way: readonly string[]): void => {
    if (sorted.has(resource)) return
    if (way.includes(resource.id)) {
      const circle = [...way.slice(way.indexOf(resource.id)), resource.id].join(' -> ')
      throw templateError(
        template,
        ['Resources', resource.id],
        `resources refer to each other in a circle: ${circle}.`,
      )
    }
    for (const id of [...resource.dependsOn, ...referencesIn(resource.properties)]) {
      const other = byId.get(id)
      if (other) visit(other, [...way, resource.id])
    }
    sorted.add(resource)
  }
  for (const resource of resources) visit(resource, [])
  return [...sorted]
}

/** The names that Ref, Fn::GetAtt and Fn::Sub in a value mention; some are parameters. */
export function referencesIn(value: TemplateValue): readonly string[] {
  if (isList(value)) return value.flatMap(referencesIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'Ref' && typeof inner === 'string') return [inner]
    if (name === 'Fn::GetAtt') return attributeOwner(inner)
    const inside = referencesIn(inner)
    return name === 'Fn::Sub' ? [...inside, ...namesInText(inner)] : inside
  })
}

function attributeOwner(value: TemplateValue): readonly string[] {
  const owner = isList(value) ? value[0] : value
  return typeof owner === 'string' ? [owner.split('.')[0]!] : []
}

function namesInText(value: TemplateValue): readonly string[] {
  const text = isList(value) ? value[0] : value
  if (typeof text !== 'string') return []
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((match) => match[1]!.trim().split('.')[0]!)
}
