/** What goes wrong with the data of a Map Run: thrown inside this folder, an AslError at its door. */
import { AslError } from '#base'
import { sdkError } from '../sdk-error.ts'

/** The message is the Cause. */
export class MapDataFailure extends Error {}

/** A stream that ends with an AslError of that name where the given one throws a MapDataFailure. */
export async function* withFailures<T>(
  error: string,
  stream: AsyncIterable<T>,
): AsyncGenerator<T | AslError> {
  try {
    yield* stream
  } catch (thrown) {
    if (!(thrown instanceof MapDataFailure)) throw thrown
    yield new AslError(error, thrown.message)
  }
}

const names = { prefix: 'S3', service: 'Amazon S3', baseException: 'AmazonS3Exception' }

/** What S3's client threw, in the words of AWS's own integrations; `what` says what was tried. */
export function s3Failure(what: string, thrown: unknown): MapDataFailure {
  if (thrown instanceof MapDataFailure) return thrown
  return new MapDataFailure(`${what}: ${sdkError(names, thrown, () => true).cause}`)
}

/** The HTTP status of what S3's client threw; undefined where no answer came. */
export function statusOf(thrown: unknown): number | undefined {
  return (thrown as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode
}
