/** How the results of child executions are written: as texts of JSON, one for each element of a result file. */
import { formatInstant, isArray, parseJson, printJson, type Json } from '#base'
import type { WriterConfig } from '#asl'
import type { ChildResult } from './port.ts'

export type Transformation = NonNullable<WriterConfig['transformation']>

/**
 * The JSON texts of one result, each on one line. NONE gives its record. COMPACT gives the output; FLATTEN too, or an
 * array's elements, which may be none. What did not succeed is always its record.
 */
export function resultTexts(result: ChildResult, transformation: Transformation): readonly string[] {
  if (transformation === 'NONE' || result.status !== 'SUCCEEDED') return [printJson(resultRecord(result))]
  const output = result.output ?? 'null'
  if (transformation === 'COMPACT') return [onOneLine(output)]
  const value = parseJson(output)
  return isArray(value) ? value.map(printJson) : [onOneLine(output)]
}

/** A line break in JSON is white space between its tokens, for a string has it escaped. */
function onOneLine(text: string): string {
  return /[\r\n]/.test(text) ? printJson(parseJson(text)) : text
}

/** The record of a result as AWS writes it: the members of DescribeExecution in the order of their names. */
export function resultRecord(result: ChildResult): Json {
  const { execution, output, error, cause } = result
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ...(execution === undefined ? {} : { ExecutionArn: execution.executionArn }),
    Input: result.input,
    InputDetails: { Included: true },
    ...(execution === undefined ? {} : { Name: execution.name }),
    ...(output === undefined ? {} : { Output: output, OutputDetails: { Included: true } }),
    ...(execution === undefined
      ? {}
      : {
          RedriveCount: execution.redriveCount,
          RedriveStatus: execution.redriveStatus,
          ...(execution.redriveStatusReason === undefined
            ? {}
            : { RedriveStatusReason: execution.redriveStatusReason }),
          StartDate: withMilliseconds(execution.startDate),
          StateMachineArn: execution.stateMachineArn,
        }),
    Status: result.status,
    ...(execution === undefined ? {} : { StopDate: withMilliseconds(execution.stopDate) }),
  }
}

function withMilliseconds(instant: number): string {
  return formatInstant(instant).replace(/:(\d\d)Z$/, ':$1.000Z')
}
