/**
 * Makes `src/integrations/mock-shapes`: what the answers of AWS's services look like, for the mocks of TestState.
 *
 *     node tools/make-mock-shapes.ts DIRECTORY
 *
 * DIRECTORY is the folder `data` of botocore 1.41.5 (Apache License 2.0), which has AWS's service models as they were when the
 * behaviour of TestState was recorded: a later one has other bounds than AWS had then. Only what answers
 * are made of is kept: types, required members, bounds and the values of enums. The models of AWS's SDK for JavaScript
 * lack bounds, enums and required members, so they would not do.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

/** The services with optimized integrations, and those that state machines call most through the SDK integration. */
const services = `
  lambda dynamodb events sns sqs stepfunctions ecs batch glue databrew athena sagemaker codebuild emr
  emr-containers emr-serverless eks bedrock mediaconvert s3 ssm secretsmanager kms sts iam logs
  cloudwatch cloudformation scheduler ses sesv2 kinesis firehose rds rds-data redshift-data textract
  comprehend rekognition transcribe translate polly cognito-idp ecr pipes appconfig backup cloudfront
  organizations route53 servicediscovery ec2
`
  .trim()
  .split(/\s+/)

interface Member {
  readonly shape: string
}

interface ModelShape {
  readonly type: string
  readonly members?: Readonly<Record<string, Member>>
  readonly required?: readonly string[]
  readonly member?: Member
  readonly value?: Member
  readonly enum?: readonly string[]
  readonly min?: number
  readonly max?: number
}

interface Model {
  readonly metadata: { readonly serviceId: string }
  readonly operations: Readonly<Record<string, { readonly output?: Member }>>
  readonly shapes: Readonly<Record<string, ModelShape>>
}

const target = 'src/integrations/mock-shapes'

if (import.meta.main) makeShapes(process.argv[2])

function makeShapes(directory: string | undefined): void {
  if (directory === undefined)
    throw new Error('say where botocore has its models: node tools/make-mock-shapes.ts DIRECTORY')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target)
  for (const service of services) {
    const model = readModel(join(directory, service))
    // As the resources of task states name it: `aws-sdk:cloudwatchlogs`.
    const name = model.metadata.serviceId.toLowerCase().replaceAll(' ', '')
    writeFileSync(join(target, `${name}.json.gz`), gzipSync(JSON.stringify(answersOf(model)), { level: 9 }))
  }
}

/** The newest version of a service's model. */
function readModel(folder: string): Model {
  const version = readdirSync(folder).toSorted().at(-1)!
  return JSON.parse(gunzipSync(readFileSync(join(folder, version, 'service-2.json.gz'))).toString()) as Model
}

/** The answers of a service's operations, with the shapes that they are made of. */
export function answersOf({ operations, shapes }: Omit<Model, 'metadata'>): unknown {
  const kept: Record<string, unknown> = {}
  const keep = (name: string): string => {
    if (kept[name] !== undefined) return name
    const shape = shapes[name]!
    kept[name] = {}
    kept[name] = answerShape(shape, keep)
    return name
  }
  const answers = Object.entries(operations).flatMap(([name, { output }]) =>
    output ? [[lowerFirst(name), keep(output.shape)] as const] : [],
  )
  return { operations: Object.fromEntries(answers), shapes: kept }
}

/** Members are named as task states name them: with a capital letter. */
function answerShape(shape: ModelShape, keep: (name: string) => string): unknown {
  const { type, members, required, member, value, enum: values, min, max } = shape
  const inner = member ?? value
  return {
    type,
    ...(members && {
      members: Object.fromEntries(
        Object.entries(members).map(([name, to]) => [upperFirst(name), keep(to.shape)]),
      ),
    }),
    ...(required && required.length > 0 && { required: required.map(upperFirst) }),
    ...(inner && { member: keep(inner.shape) }),
    ...(values && { values }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  }
}

function upperFirst(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1)
}

function lowerFirst(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1)
}
