/** "An ItemReader lists a bucket or reads an object, and its ReaderConfig fits what it reads." */
import { itemReaderShape, readerConfigShape } from '../fields/map-shapes.ts'
import type { Outline } from '../outline.ts'
import { parseResource } from '../resource.ts'
import { memberOf, stringOf, valueOf, type ObjectNode } from '../syntax/node.ts'
import { atMember, atStart, atValue, type Report } from './report.ts'

export function itemReaders(outline: Outline, report: Report): void {
  for (const { node, shape } of outline.objects) {
    if (shape === itemReaderShape) reader(node, report)
    if (shape === readerConfigShape) config(node, report)
  }
}

function reader(node: ObjectNode, report: Report): void {
  const resource = valueOf(node, 'Resource')
  if (resource?.kind !== 'string') return
  const action = readAction(resource.value)
  if (action === undefined) {
    report.schema(
      `The resource provided ${resource.value} is not supported for an ItemReader`,
      atValue(resource),
      {
        help: 'It is arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2.',
      },
    )
  }
  const settings = valueOf(node, 'ReaderConfig')
  const own = settings?.kind === 'object' ? settings : undefined
  const typed = own && (memberOf(own, 'InputType') ?? memberOf(own, 'ManifestType'))
  if (action !== 'getObject' || typed) return
  report.schema('These fields are required: [InputType]', atStart(own ?? node), {
    help: 'Say in ReaderConfig what the object is: "InputType": "CSV", "JSON", "JSONL", "PARQUET" or "MANIFEST".',
  })
}

function readAction(text: string): string | undefined {
  const resource = parseResource(text)
  if (resource?.kind !== 'service' || resource.service !== 's3' || resource.sdk) return undefined
  if (resource.pattern !== 'request-response') return undefined
  return ['getObject', 'listObjectsV2'].find((action) => action === resource.action)
}

/** Fields that mean something only for some inputs, with the inputs. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  CSVHeaderLocation: ['CSV', 'MANIFEST'],
  CSVHeaders: ['CSV', 'MANIFEST'],
  CSVDelimiter: ['CSV', 'MANIFEST'],
  ItemsPointer: ['JSON'],
}

function config(node: ObjectNode, report: Report): void {
  headers(node, report)
  pointer(node, report)
  const type = stringOf(node, 'InputType')
  for (const [name, types] of Object.entries(onlyFor)) {
    const member = memberOf(node, name)
    if (!member || type === undefined || types.includes(type)) continue
    report.warning('UNUSED_READER_FIELD', `${name} has no meaning for the InputType ${type}.`, {
      place: atMember(member),
      help: 'Remove it, or correct the InputType.',
    })
  }
}

function headers(node: ObjectNode, report: Report): void {
  const location = stringOf(node, 'CSVHeaderLocation')
  const given = memberOf(node, 'CSVHeaders')
  if (location === 'GIVEN' && !given) report.schema('These fields are required: [CSVHeaders]', atStart(node))
  if (given && location !== 'GIVEN') {
    report.schema("The field 'CSVHeaders' needs 'CSVHeaderLocation' to be 'GIVEN'", atMember(given), {
      help: 'With FIRST_ROW the names come from the file.',
    })
  }
}

function pointer(node: ObjectNode, report: Report): void {
  const value = valueOf(node, 'ItemsPointer')
  if (value?.kind !== 'string' || /^(\/([^~]|~[01])*)?$/.test(value.value)) return
  report.schema('Value is not a JSON Pointer', atValue(value), {
    help: 'A JSON Pointer names the way to the list: /orders/items.',
  })
}
