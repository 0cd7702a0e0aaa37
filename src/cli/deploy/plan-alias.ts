/**
 * AWS::StepFunctions::StateMachineAlias: its versions and weights. A DeploymentPreference names the version that all
 * executions are to reach in the end; they reach it at once here.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Properties } from './properties.ts'
import { describe } from './server-state.ts'
import type { Planner } from './step.ts'
import { isObject, textAt } from './template.ts'

interface Route {
  readonly stateMachineVersionArn: string
  readonly weight: number
}

export const planAlias: Planner = async ({ resource, properties, api }) => {
  const name = properties.text('Name') ?? resource.id
  const description = properties.text('Description')
  const preference = properties.object('DeploymentPreference')
  const routes = preference
    ? routeTo(textAt(preference, 'StateMachineVersionArn'), properties)
    : weighted(properties)
  const machineArn = routes[0]!.stateMachineVersionArn.split(':').slice(0, 7).join(':')
  const arn = `${machineArn}:${name}`
  const there = await describe<{
    readonly description?: string
    readonly routingConfiguration: readonly Route[]
  }>(api, 'DescribeStateMachineAlias', {
    input: { stateMachineAliasArn: arn },
    missing: ['ResourceNotFound', 'StateMachineDoesNotExist'],
  })
  const wanted = { routingConfiguration: routes, ...(description === undefined ? {} : { description }) }
  const changes = there ? changesOf(there, routes, description) : [routesText(routes)]
  const type = preference ? (textAt(preference, 'Type') ?? 'ALL_AT_ONCE') : 'ALL_AT_ONCE'
  const values = { reference: arn, attributes: { Arn: arn } }
  return {
    id: resource.id,
    kind: 'alias',
    name: arn.split(':').slice(6).join(':'),
    action: !there ? 'create' : changes.length > 0 ? 'update' : 'unchanged',
    changes,
    notes:
      type === 'ALL_AT_ONCE'
        ? []
        : [
            `DeploymentPreference ${type}: all executions get the new version at once; shift them in steps with UpdateStateMachineAlias`,
          ],
    values,
    async apply() {
      if (!there) await api.send('CreateStateMachineAlias', { name, ...wanted })
      else if (changes.length > 0)
        await api.send('UpdateStateMachineAlias', { stateMachineAliasArn: arn, ...wanted })
      return values
    },
  }
}

function routeTo(version: string | undefined, properties: Properties): readonly Route[] {
  if (version === undefined)
    return properties.fail('DeploymentPreference', 'StateMachineVersionArn is missing.')
  return [{ stateMachineVersionArn: version, weight: 100 }]
}

function weighted(properties: Properties): readonly Route[] {
  const routes = properties.list('RoutingConfiguration').map((route): Route => {
    const version = isObject(route) ? textAt(route, 'StateMachineVersionArn') : undefined
    if (!isObject(route) || version === undefined)
      return properties.fail('RoutingConfiguration', 'expected StateMachineVersionArn and Weight.')
    return { stateMachineVersionArn: version, weight: Number(route['Weight'] ?? 100) }
  })
  if (routes.length > 0) return routes
  return properties.fail(
    'RoutingConfiguration',
    'expected RoutingConfiguration or DeploymentPreference with a version.',
  )
}

function changesOf(
  there: { readonly description?: string; readonly routingConfiguration: readonly Route[] },
  routes: readonly Route[],
  description: string | undefined,
): readonly string[] {
  const before = there.routingConfiguration
  return [
    ...(isDeepStrictEqual(sorted(before), sorted(routes))
      ? []
      : [`${routesText(before)} -> ${routesText(routes)}`]),
    ...(description === undefined || description === there.description ? [] : ['description']),
  ]
}

function sorted(routes: readonly Route[]): readonly string[] {
  return routes.map(({ stateMachineVersionArn: arn, weight }) => `${arn} ${weight}`).toSorted()
}

function routesText(routes: readonly Route[]): string {
  return routes
    .map(({ stateMachineVersionArn: arn, weight }) => `${weight} % to version ${arn.split(':').at(-1)}`)
    .join(', ')
}
