/** The S3 client of a Map Run's data. */
import { clientSettings, perRegion, type AwsAccess } from '../service-client.ts'

/** A Map Run reads for hours, and a Retry of its state begins it anew: a request that failed by chance is tried again. */
const attemptsMax = 5

/** S3's module, loaded when it is first used, with a client for one region. */
export type S3 = Awaited<ReturnType<typeof openS3>>

export function s3PerRegion(access: AwsAccess): (region: string) => Promise<S3> {
  return perRegion((region) => openS3(access, region))
}

async function openS3(access: AwsAccess, region: string) {
  const sdk = await import('@aws-sdk/client-s3')
  const settings = clientSettings(access, { service: 's3', region })
  const client = new sdk.S3Client({
    ...settings,
    maxAttempts: attemptsMax,
    // A local server has no name for each bucket, and not every server knows the newer checksums.
    ...(settings.endpoint === undefined ? {} : { forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { sdk, client }
}
