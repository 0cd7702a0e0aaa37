/**
 * AWS::StepFunctions::StateMachineVersion: published where the newest version is not of the machine's present revision.
 */
import { definedMachine } from './defined-machine.ts'
import { revisionOf } from './revision-of.ts'
import { describe } from './server-state.ts'
import type { Planner } from './step.ts'

interface Described {
  readonly revisionId?: string
  readonly description?: string
}

export const planVersion: Planner = async ({ resource, properties, stack, api }) => {
  const stateMachineArn = properties.required('StateMachineArn')
  const description = properties.text('Description')
  const newest = await newestVersion(api, stateMachineArn)
  const machine = await describe<Described>(api, 'DescribeStateMachine', {
    input: { stateMachineArn },
    missing: ['StateMachineDoesNotExist'],
  })
  // In a plan the machine may be one that has still to be changed.
  const revision =
    definedMachine(stack, stateMachineArn)?.attributes['StateMachineRevisionId'] ?? revisionOf(machine)
  const isPublished = newest?.revision === revision
  const valuesOf = (arn: string) => ({ reference: arn, attributes: { Arn: arn } })
  return {
    id: resource.id,
    kind: 'version',
    name: isPublished ? shortName(newest.arn) : `${shortName(stateMachineArn)}:(next)`,
    action: isPublished ? 'unchanged' : 'create',
    changes: isPublished ? [] : [newest ? `after ${shortName(newest.arn)}` : 'the first one'],
    notes:
      isPublished && newest.description !== (description ?? '')
        ? [
            `its Description stays "${newest.description}": a version cannot be changed, and the revision is the same`,
          ]
        : [],
    values: valuesOf(isPublished ? newest.arn : `${stateMachineArn}:(next)`),
    async apply() {
      if (isPublished) return valuesOf(newest.arn)
      const published = await api.send<{ readonly stateMachineVersionArn: string }>(
        'PublishStateMachineVersion',
        {
          stateMachineArn,
          ...(description === undefined ? {} : { description }),
        },
      )
      return valuesOf(published.stateMachineVersionArn)
    },
  }
}

interface Version {
  readonly arn: string
  readonly revision: string
  readonly description: string
}

async function newestVersion(
  api: Parameters<Planner>[0]['api'],
  stateMachineArn: string,
): Promise<Version | undefined> {
  const listed = await describe<{
    readonly stateMachineVersions: readonly { readonly stateMachineVersionArn: string }[]
  }>(api, 'ListStateMachineVersions', {
    input: { stateMachineArn, maxResults: 1 },
    missing: ['StateMachineDoesNotExist'],
  })
  const arn = listed?.stateMachineVersions[0]?.stateMachineVersionArn
  if (arn === undefined) return undefined
  const described = await api.send<Described>('DescribeStateMachine', { stateMachineArn: arn })
  return { arn, revision: revisionOf(described), description: described.description ?? '' }
}

function shortName(arn: string): string {
  return arn.split(':').slice(6).join(':')
}
