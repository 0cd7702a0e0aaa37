/** "A ResultWriter exports to a bucket, transforms the result, or both." */
import { resultWriterShape } from '../fields/map-shapes.ts'
import type { Outline, ShapedObject } from '../outline.ts'
import { parseResource } from '../resource.ts'
import { memberOf, valueOf } from '../syntax/node.ts'
import { atStart, atValue, type Report } from './report.ts'

export function resultWriters(outline: Outline, report: Report): void {
  for (const object of outline.objects) if (object.shape === resultWriterShape) check(object, report)
}

function check({ node, language }: ShapedObject, report: Report): void {
  const parameters = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const resource = valueOf(node, 'Resource')
  if (resource?.kind === 'string' && !isPutObject(resource.value)) {
    report.schema(
      `The resource provided ${resource.value} is not supported for a ResultWriter`,
      atValue(resource),
      {
        help: 'It is arn:aws:states:::s3:putObject.',
      },
    )
  }
  const target = ['Resource', parameters]
  const missing = target.filter((name) => !memberOf(node, name))
  if (missing.length === 1 || (missing.length === 2 && !memberOf(node, 'WriterConfig'))) {
    report.schema(`These fields are required: [${missing.join(', ')}]`, atStart(node), {
      help: 'A writer that only transforms the result has a WriterConfig, and neither of them.',
    })
  }
}

function isPutObject(text: string): boolean {
  const resource = parseResource(text)
  return (
    resource?.kind === 'service' &&
    resource.service === 's3' &&
    resource.action === 'putObject' &&
    !resource.sdk
  )
}
