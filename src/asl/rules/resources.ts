/** "A Task's Resource is the ARN of a function, an activity or a service integration." */
import { parseArn } from '#base'
import { nearestName } from '#query'
import type { Fix } from '../diagnostic.ts'
import { isPlaceholder } from '../fields/placeholder.ts'
import { isSlip } from '../fixes/is-slip.ts'
import { integrationNames, isIntegration } from '../integrations.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { parseResource } from '../resource.ts'
import { memberOf, valueOf, type StringNode } from '../syntax/node.ts'
import { atValue, type Advice, type Report } from './report.ts'

export function resources(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    const value = valueOf(state.node, 'Resource')
    if (state.type !== 'Task' || value?.kind !== 'string') continue
    if (isPlaceholder(value.value)) placeholder(value, report)
    else if (!isKnown(value.value)) unknown({ state, value, outline }, report)
  }
}

interface Found {
  readonly state: StateSyntax
  readonly value: StringNode
  readonly outline: Outline
}

function isKnown(text: string): boolean {
  const resource = parseResource(text)
  return resource !== undefined && (resource.kind !== 'service' || isIntegration(resource))
}

function placeholder(value: StringNode, report: Report): void {
  report.error(
    'UNRESOLVED_PLACEHOLDER',
    `The Resource ${value.value} is a placeholder that nothing has filled in.`,
    {
      place: atValue(value),
      help: 'CloudFormation, SAM and Terraform fill it in when they deploy. Put the ARN, or the name of a local function.',
    },
  )
}

function unknown(found: Found, report: Report): void {
  const { value } = found
  report.schema(
    `The resource provided ${value.value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    atValue(value),
    advice(found),
  )
}

function advice(found: Found): Advice {
  const { value } = found
  const arn = parseArn(value.value)
  if (!arn) return { help: 'Put the ARN of a Lambda function, an activity or a service integration.' }
  const publish = bareServiceArn(found)
  if (publish) return publish
  if (arn.service !== 'states') {
    return {
      help: `Call ${arn.service} through its integration: arn:aws:states:::aws-sdk:${arn.service}:ACTION.`,
    }
  }
  return integrationAdvice(found)
}

function integrationAdvice({ value, outline }: Found): Advice {
  const resource = parseResource(value.value)
  if (resource?.kind !== 'service' || resource.sdk) return {}
  const { service, action } = resource
  const sdk = `arn:aws:states:::aws-sdk:${service}:${action}`
  const integration = `${service}:${action}`
  const meant = nearestName(integration, integrationNames())
  if (meant === undefined)
    return { help: `No such integration is optimized. The SDK integration would be ${sdk}.` }
  if (meant === integration)
    return { help: `${integration} cannot wait in that way; leave out the ending after the action.` }
  const corrected = value.value.replace(integration, meant)
  const help = `Did you mean ${corrected}? Or the SDK integration ${sdk}?`
  if (!isSlip(integration, meant)) return { help }
  const edits = outline.editor.replace(value, JSON.stringify(corrected))
  return { help, fix: { title: `Use ${corrected}`, edits } }
}

/** The ARN of a topic or a queue says where to, but not what to do: there is one thing to do with either. */
function bareServiceArn({ state, value, outline }: Found): Advice | undefined {
  const arn = parseArn(value.value)!
  const call = bareCalls[arn.service]?.(value.value, arn)
  if (!call) return undefined
  const help = `${value.value} is ${call.what}, not something that can be called. Its integration is ${call.resource}.`
  if (memberOf(state.node, 'Parameters')) return { help }
  const { editor } = outline
  const fix: Fix = {
    title: `Call ${call.resource} with the state's input`,
    edits: [
      ...editor.replace(value, JSON.stringify(call.resource)),
      ...editor.add(state.node, 'Parameters', { json: call.parameters, after: 'Resource' }),
    ],
  }
  return { help, fix }
}

interface Call {
  readonly what: string
  readonly resource: string
  readonly parameters: string
}

type ParsedArn = NonNullable<ReturnType<typeof parseArn>>

const bareCalls: Readonly<Record<string, (text: string, arn: ParsedArn) => Call>> = {
  sns: (text) => ({
    what: 'a topic',
    resource: 'arn:aws:states:::sns:publish',
    parameters: `{ "TopicArn": ${JSON.stringify(text)}, "Message.$": "$" }`,
  }),
  sqs: (_text, { region, account, resource }) => ({
    what: 'a queue',
    resource: 'arn:aws:states:::sqs:sendMessage',
    parameters: `{ "QueueUrl": ${JSON.stringify(`https://sqs.${region}.amazonaws.com/${account}/${resource}`)}, "MessageBody.$": "$" }`,
  }),
}
