/** The data of Distributed Maps on S3. */
import type { AwsAccess } from '../service-client.ts'
import { withFailures } from './failure.ts'
import { openItems } from './open-items.ts'
import type { MapData } from './port.ts'
import { s3PerRegion } from './s3-access.ts'
import { writeResults } from './write-results.ts'

export function s3MapData(access: AwsAccess = {}): MapData {
  const s3For = s3PerRegion(access)
  return {
    openItems: (dataset, from) => withFailures('States.ItemReaderFailed', openItems(s3For, dataset, from)),
    writeResults: (job, from) => withFailures('States.ResultWriterFailed', writeResults(s3For, job, from)),
  }
}
