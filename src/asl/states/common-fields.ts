/** The fields that several state types have, as the machine has them. */
import type {
  Catcher,
  Retrier,
  WithAssign,
  WithNext,
  WithOutput,
  WithPaths,
  WithResult,
  WithResultPath,
  WithRetryCatch,
} from '../machine.ts'
import { objectItems } from '../outline.ts'
import { stringOf, type ObjectNode, valueOf } from '../syntax/node.ts'
import { present, type FieldReader } from './field-reader.ts'

/** Amazon States Language, "Retrying after error": what a retrier that says nothing else does. */
const retrierDefaults = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 }

export function readPaths(fields: FieldReader): WithPaths {
  return present({
    inputPath: fields.nullablePath('InputPath'),
    outputPath: fields.nullablePath('OutputPath'),
  })
}

export function readNext(fields: FieldReader): WithNext {
  return present({ next: fields.text('Next') })
}

export function readResultPath(fields: FieldReader): WithResultPath {
  return present({ resultPath: fields.nullableReferencePath('ResultPath') })
}

/** Assign and Output, which a rule of a Choice and a catcher have as well. */
export function readData(fields: FieldReader): WithAssign & WithOutput {
  return present({
    assign: fields.valueTemplate('Assign'),
    output: fields.jsonataTemplate('Output'),
  })
}

/** What Task, Parallel and Map have in common. */
export function readResult(fields: FieldReader): WithResult {
  return {
    ...readPaths(fields),
    ...readNext(fields),
    ...readResultPath(fields),
    ...readRetryCatch(fields),
    ...readData(fields),
  }
}

function readRetryCatch(fields: FieldReader): WithRetryCatch {
  return {
    retry: objectItems(fields.value('Retry')).map((node) => retrier(fields.within(node))),
    catch: objectItems(fields.value('Catch')).map((node) => catcher(fields.within(node))),
  }
}

function retrier(fields: FieldReader): Retrier {
  return {
    errorEquals: errorNames(fields.node),
    intervalSeconds: fields.number('IntervalSeconds') ?? retrierDefaults.intervalSeconds,
    maxAttempts: fields.number('MaxAttempts') ?? retrierDefaults.maxAttempts,
    backoffRate: fields.number('BackoffRate') ?? retrierDefaults.backoffRate,
    jitterStrategy: stringOf(fields.node, 'JitterStrategy') === 'FULL' ? 'FULL' : 'NONE',
    ...present({ maxDelaySeconds: fields.number('MaxDelaySeconds') }),
  }
}

function catcher(fields: FieldReader): Catcher {
  return {
    errorEquals: errorNames(fields.node),
    next: fields.requiredText('Next'),
    ...readResultPath(fields),
    ...readData(fields),
  }
}

/** The texts of ErrorEquals. */
export function errorNames(node: ObjectNode): readonly string[] {
  const list = valueOf(node, 'ErrorEquals')
  const names: string[] = []
  if (list?.kind === 'array')
    for (const item of list.items) if (item.kind === 'string') names.push(item.value)
  return names
}
