export * from './port.ts'
export { batchItems, type Batch, type Batcher, type BatchLimits } from './item-batches.ts'
export { resultTexts, type Transformation } from './result-record.ts'
export { s3MapData } from './s3-map-data.ts'
