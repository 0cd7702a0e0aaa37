/** AWS::StepFunctions::StateMachine: created, or updated where what it is on the server differs. */
import { isDeepStrictEqual } from 'node:util'
import { readDefinition } from '#asl'
import type { ApiClient } from '../api-client.ts'
import { definitionChange } from './definition-changes.ts'
import { definitionText, type DefinitionText } from './definition-text.ts'
import { resourceValues } from './resource-values.ts'
import type { ResourceValues } from './scope.ts'
import { revisionOf } from './revision-of.ts'
import { describe, missingTags, tagList, tagsOf } from './server-state.ts'
import type { Planner, Planning, Step } from './step.ts'
import { isObject, type TemplateValue } from './template.ts'
import { wireNames } from './wire-names.ts'

interface Wanted {
  readonly definition: string
  readonly roleArn: string
  readonly loggingConfiguration: TemplateValue
  readonly tracingConfiguration: TemplateValue
  readonly encryptionConfiguration?: TemplateValue
}

interface Described extends Wanted {
  readonly type: string
  readonly revisionId?: string
}

/** What AWS gives a state machine whose template is silent. */
const defaults = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
}

export const planStateMachine: Planner = async (planning) => {
  const { resource, properties, stack, api } = planning
  const name = properties.text('StateMachineName')
  const values = resourceValues({ ...resource, name, stackName: stack.source.name, at: stack.scope.at })
  const arn = values.reference
  const type = properties.text('StateMachineType') ?? 'STANDARD'
  const definition = definitionText(properties, stack)
  checkDefinition(definition, type, planning)
  const wanted = wantedOf(definition, planning)
  const there = await describe<Described>(api, 'DescribeStateMachine', {
    input: { stateMachineArn: arn },
    missing: ['StateMachineDoesNotExist'],
  })
  if (there && there.type !== type)
    properties.fail(
      'StateMachineType',
      `${arn} is ${there.type} on the server and ${type} here, and the type of a state machine cannot change; ` +
        'delete it there (DeleteStateMachine), or give it another name.',
    )
  const tags = missingTags(properties.tags(), there ? await tagsOf(api, arn) : {})
  const changed = there ? differences(there, wanted) : wanted
  const changes = there
    ? changeTexts(there, wanted, tags)
    : [`${type.toLowerCase()}, ${sourceText(definition)}`]
  const action = !there ? 'create' : changes.length > 0 ? 'update' : 'unchanged'
  return {
    id: resource.id,
    kind: 'state machine',
    name: String(values.attributes['Name']),
    action,
    changes,
    notes: definition.unresolved.map(
      (unresolved) => `\${${unresolved}} is left in the definition; add it to DefinitionSubstitutions`,
    ),
    values: withRevision(values, action === 'unchanged' ? revisionOf(there) : laterRevision),
    async apply() {
      if (there) await update(api, arn, { changed, tags })
      else
        await api.send('CreateStateMachine', {
          name: values.attributes['Name'],
          type,
          ...wanted,
          tags: tagList(tags),
        })
      return withRevision(
        values,
        revisionOf(await api.send('DescribeStateMachine', { stateMachineArn: arn })),
      )
    },
  } satisfies Step
}

async function update(
  api: ApiClient,
  arn: string,
  { changed, tags }: { readonly changed: Partial<Wanted>; readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  if (Object.keys(changed).length > 0)
    await api.send('UpdateStateMachine', { stateMachineArn: arn, ...changed })
  if (Object.keys(tags).length > 0) await api.send('TagResource', { resourceArn: arn, tags: tagList(tags) })
}

/** Says what is wrong before the server has to; the place is the definition's own where it is a file. */
function checkDefinition({ text, file }: DefinitionText, type: string, { properties }: Planning): void {
  const { diagnostics } = readDefinition(file?.text ?? text, {
    type: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    format: file?.format ?? 'json',
  })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map(({ message, pointer, range, help }) => {
    const place = file === undefined ? pointer : `${file.name}:${range.line} ${pointer}`
    const sentence = /[.?!]$/.test(message) ? message : `${message}.`
    return `\n    ${place}: ${sentence}${help === undefined ? '' : ` ${help}`}`
  })
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'}`
  properties.fail('Definition', `the definition has ${count}:${lines.join('')}`)
}

function wantedOf({ text }: DefinitionText, { properties, stack }: Planning): Wanted {
  const encryption = properties.object('EncryptionConfiguration')
  const role = properties.text('RoleArn')
  return {
    definition: text,
    roleArn: role ?? `arn:aws:iam::${stack.scope.at.account}:role/${stack.source.name}`,
    loggingConfiguration: {
      ...defaults.loggingConfiguration,
      ...wireObject(properties.object('LoggingConfiguration')),
    },
    tracingConfiguration: {
      ...defaults.tracingConfiguration,
      ...wireObject(properties.object('TracingConfiguration')),
    },
    ...(encryption ? { encryptionConfiguration: wireNames(encryption) } : {}),
  }
}

/** CloudFormation's texts are the API's booleans. */
function wireObject(value: TemplateValue | undefined): object {
  const names = value === undefined ? {} : (wireNames(value) as object)
  return Object.fromEntries(
    Object.entries(names).map(([name, inner]) => [
      name,
      inner === 'true' ? true : inner === 'false' ? false : (inner as unknown),
    ]),
  )
}

/** Whether all that is wanted is there; members that the server fills in besides are no difference. */
function covers(there: TemplateValue | undefined, wanted: TemplateValue): boolean {
  if (!isObject(wanted)) return isDeepStrictEqual(there, wanted)
  return isObject(there) && Object.entries(wanted).every(([name, value]) => covers(there[name], value))
}

function differences(there: Described, wanted: Wanted): Partial<Wanted> {
  const changed = (Object.entries(wanted) as [string, TemplateValue][]).filter(([name, value]) => {
    const was = there[name as keyof Wanted]
    return name === 'definition'
      ? definitionChange(String(was), String(value)) !== undefined
      : !covers(was, value)
  })
  return Object.fromEntries(changed)
}

function changeTexts(
  there: Described,
  wanted: Wanted,
  tags: Readonly<Record<string, string>>,
): readonly string[] {
  const changed = Object.keys(differences(there, wanted)) as (keyof Wanted)[]
  return [
    ...changed.map((name) =>
      name === 'definition'
        ? (definitionChange(there.definition, wanted.definition) ?? name)
        : `${name} ${shown(there[name])} -> ${shown(wanted[name])}`,
    ),
    ...Object.entries(tags).map(([key, value]) => `tag ${key}=${value}`),
  ]
}

function shown(value: TemplateValue | undefined): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)
}

function sourceText({ file, text }: DefinitionText): string {
  const { States: states = {} } = JSON.parse(text) as { readonly States?: object }
  const count = Object.keys(states).length
  return `${count} state${count === 1 ? '' : 's'}${file === undefined ? '' : ` from ${file.name}`}`
}

/** What StateMachineRevisionId is as long as the machine has not been changed yet. */
const laterRevision = '(the revision that this deployment makes)'

function withRevision(values: ResourceValues, revision: string): ResourceValues {
  return { ...values, attributes: { ...values.attributes, StateMachineRevisionId: revision } }
}
