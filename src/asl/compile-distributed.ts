/** The fields of a Distributed Map, as the machine has them. */
import { assert } from '#base'
import type {
  DistributedMap,
  ItemBatcher,
  ItemReader,
  ReaderConfig,
  ResultWriter,
  WriterConfig,
} from './distributed-map.ts'
import type { ValueTemplate } from './machine.ts'
import { parseResource } from './resource.ts'
import { present, type FieldReader } from './states/field-reader.ts'

export function readDistributed(fields: FieldReader): DistributedMap {
  const config = (fields.object('ItemProcessor') ?? fields.object('Iterator'))?.object('ProcessorConfig')
  const reader = fields.object('ItemReader')
  const batcher = fields.object('ItemBatcher')
  const writer = fields.object('ResultWriter')
  return {
    executionType: config?.text('ExecutionType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    ...present({
      label: fields.text('Label'),
      itemReader: reader && itemReader(reader),
      itemBatcher: batcher && itemBatcher(batcher),
      resultWriter: writer && resultWriter(writer),
    }),
  }
}

function itemReader(fields: FieldReader): ItemReader {
  const resource = parseResource(fields.requiredText('Resource'))
  const action = resource?.kind === 'service' ? resource.action : undefined
  assert(action === 'getObject' || action === 'listObjectsV2', `${fields.node.pointer} reads nothing known`)
  const config = fields.object('ReaderConfig')
  return {
    action,
    config: config ? readerConfig(config) : {},
    ...present({ parameters: parametersOf(fields) }),
  }
}

// A cast names the words that the rules have checked for.
function readerConfig(fields: FieldReader): ReaderConfig {
  return present({
    inputType: fields.text('InputType') as ReaderConfig['inputType'],
    manifestType: fields.text('ManifestType') as ReaderConfig['manifestType'],
    transformation: fields.text('Transformation') as ReaderConfig['transformation'],
    csvHeaderLocation: fields.text('CSVHeaderLocation') as ReaderConfig['csvHeaderLocation'],
    csvHeaders: fields.texts('CSVHeaders'),
    csvDelimiter: fields.text('CSVDelimiter') as ReaderConfig['csvDelimiter'],
    itemsPointer: fields.text('ItemsPointer'),
    maxItems: fields.numberSource('MaxItems'),
  })
}

function itemBatcher(fields: FieldReader): ItemBatcher {
  return present({
    batchInput: fields.valueTemplate('BatchInput'),
    maxItemsPerBatch: fields.numberSource('MaxItemsPerBatch'),
    maxInputBytesPerBatch: fields.numberSource('MaxInputBytesPerBatch'),
  })
}

function resultWriter(fields: FieldReader): ResultWriter {
  const config = fields.object('WriterConfig')
  return {
    config: config ? writerConfig(config) : {},
    ...present({ resource: fields.text('Resource'), parameters: parametersOf(fields) }),
  }
}

function writerConfig(fields: FieldReader): WriterConfig {
  return present({
    transformation: fields.text('Transformation') as WriterConfig['transformation'],
    outputType: fields.text('OutputType') as WriterConfig['outputType'],
  })
}

function parametersOf(fields: FieldReader): ValueTemplate | undefined {
  return fields.jsonataTemplate('Arguments') ?? fields.template('Parameters')
}
