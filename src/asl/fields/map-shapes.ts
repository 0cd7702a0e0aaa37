/**
 * The fields that only a Map state has, and those of the objects in them (AWS developer guide, "Distributed Map state
 * fields", "ItemReader", "ItemBatcher", "ResultWriter").
 */
import { argumentsField, numberPath, parametersField } from './data-fields.ts'
import type { Field, Shape } from './field.ts'

const evaluated = { jsonata: 'expression' } as const
const batchBytesMax = 262_144
const itemsMax = 100_000_000

const count: Field = { kind: 'integer', min: 0, ...evaluated }

export const mapFields: Shape['fields'] = {
  ItemProcessor: { kind: 'object' },
  Iterator: { kind: 'object' },
  ItemsPath: { kind: 'path', language: 'JSONPath' },
  Items: { kind: 'items', language: 'JSONata', jsonata: 'template' },
  ItemSelector: { kind: 'template', jsonata: 'template' },
  MaxConcurrency: count,
  MaxConcurrencyPath: numberPath,
  ToleratedFailureCount: count,
  ToleratedFailureCountPath: numberPath,
  ToleratedFailurePercentage: { kind: 'number', min: 0, max: 100, ...evaluated },
  ToleratedFailurePercentagePath: numberPath,
  ItemReader: { kind: 'object' },
  ItemBatcher: { kind: 'object' },
  ResultWriter: { kind: 'object' },
  Label: { kind: 'text' },
}

export const mapAlternatives: readonly (readonly string[])[] = [
  ['ItemSelector', 'Parameters'],
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
]

export const itemReaderShape: Shape = {
  what: 'an item reader',
  fields: {
    Resource: { kind: 'text', required: true },
    Parameters: parametersField,
    Arguments: argumentsField,
    ReaderConfig: { kind: 'object' },
  },
}

export const readerConfigShape: Shape = {
  what: 'a reader configuration',
  fields: {
    InputType: { kind: 'text', values: ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'] },
    ManifestType: { kind: 'text', values: ['ATHENA_DATA', 'S3_INVENTORY'] },
    Transformation: { kind: 'text', values: ['NONE', 'LOAD_AND_FLATTEN'] },
    CSVHeaderLocation: { kind: 'text', values: ['FIRST_ROW', 'GIVEN'] },
    CSVHeaders: { kind: 'array', elements: 'text', nonEmpty: true },
    CSVDelimiter: { kind: 'text', values: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] },
    ItemsPointer: { kind: 'text' },
    MaxItems: { kind: 'integer', min: 0, max: itemsMax, ...evaluated },
    MaxItemsPath: numberPath,
  },
  exclusive: [['MaxItems', 'MaxItemsPath']],
}

export const itemBatcherShape: Shape = {
  what: 'an item batcher',
  fields: {
    BatchInput: { kind: 'template', jsonata: 'template' },
    MaxItemsPerBatch: { kind: 'integer', min: 1, ...evaluated },
    MaxItemsPerBatchPath: numberPath,
    MaxInputBytesPerBatch: { kind: 'integer', min: 1, max: batchBytesMax, ...evaluated },
    MaxInputBytesPerBatchPath: numberPath,
  },
  exclusive: [
    ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
    ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ],
}

export const resultWriterShape: Shape = {
  what: 'a result writer',
  fields: {
    Resource: { kind: 'text' },
    Parameters: parametersField,
    Arguments: argumentsField,
    WriterConfig: { kind: 'object' },
  },
}

export const writerConfigShape: Shape = {
  what: 'a writer configuration',
  fields: {
    Transformation: { kind: 'text', values: ['NONE', 'COMPACT', 'FLATTEN'] },
    OutputType: { kind: 'text', required: true, values: ['JSON', 'JSONL'] },
  },
}
