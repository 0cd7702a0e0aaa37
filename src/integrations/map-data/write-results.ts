/**
 * Writes the results of a Map Run: SUCCEEDED_n, FAILED_n and PENDING_n below `<Prefix>/<id of the Map Run>/`, and last
 * the manifest that names them.
 *
 * 1. One part of one file is in memory. Its results are asked for again after a crash, by how many are written already.
 */
import type { Json } from '#base'
import type {
  ChildResult,
  ResultFiles,
  ResultGroup,
  ResultJob,
  WritePosition,
  WriteProgress,
} from './port.ts'
import {
  addPart,
  closeFile,
  putWhole,
  uploadedBytes,
  UploadLost,
  type FileTarget,
  type Upload,
} from './result-file.ts'
import { resultTexts } from './result-record.ts'
import type { S3 } from './s3-access.ts'
import { expectedOwner, optionalText, textParameter } from './s3-parameters.ts'

const mebibyte = 1024 * 1024
/** S3 takes parts of 5 MiB and more, and 10,000 of them. */
const partBytes = 8 * mebibyte
/** AWS's largest file of results. */
const fileBytesMax = 5 * 1024 * mebibyte

const groups: readonly ResultGroup[] = ['SUCCEEDED', 'FAILED', 'PENDING']

interface Position {
  /** The group that is being written, in `groups`; behind the last one only the manifest is missing. */
  readonly group: number
  /** Results of this group in parts that are written. */
  readonly done: number
  /** Of all groups. */
  readonly resultsWritten: number
  /** Files that are closed. */
  readonly files: ResultFiles
  /** The file that is open, and how many results of the group are before it. */
  readonly upload?: Upload & { readonly before: number }
}

const start: Position = {
  group: 0,
  done: 0,
  resultsWritten: 0,
  files: { FAILED: [], PENDING: [], SUCCEEDED: [] },
}

/** Throws a MapDataFailure where something cannot be written. */
export async function* writeResults(
  s3For: (region: string) => Promise<S3>,
  job: ResultJob,
  from?: WritePosition,
): AsyncGenerator<WriteProgress> {
  const writer = new ResultsWriter(await s3For(job.region), job)
  let position = (from as Position | undefined) ?? start
  while (position.group < groups.length) {
    for await (position of writer.group(position)) yield progress(position)
  }
  yield { ...progress(position), finished: await writer.manifest(position) }
}

function progress(position: Position): WriteProgress {
  return { position: position as unknown as Json, resultsWritten: position.resultsWritten }
}

class ResultsWriter {
  readonly #s3: S3
  readonly #job: ResultJob
  readonly #bucket: string
  /** With a slash at its end. */
  readonly #folder: string

  constructor(s3: S3, job: ResultJob) {
    this.#s3 = s3
    this.#job = job
    this.#bucket = textParameter('ResultWriter', job.parameters, 'Bucket')
    const prefix = (optionalText('ResultWriter', job.parameters, 'Prefix') ?? '').replace(/\/+$/, '')
    this.#folder = `${prefix === '' ? '' : `${prefix}/`}${mapRunId(job.mapRunArn)}/`
  }

  /** Writes the rest of the position's group, a part at a time; the last position is in the next group. */
  async *group(from: Position): AsyncGenerator<Position> {
    for (let position = from; ;) {
      try {
        for await (position of this.#parts(position)) yield position
        return
      } catch (thrown) {
        if (!(thrown instanceof UploadLost && position.upload)) throw thrown
        position = withoutUpload(position, position.upload)
      }
    }
  }

  async *#parts(from: Position): AsyncGenerator<Position> {
    let position = from
    let part = new PartBuilder(this.#job, position.upload === undefined)
    for await (const result of this.#job.results(groups[from.group]!, from.done)) {
      part.add(result)
      const isFileFull = uploadedBytes(position.upload) + part.bytes >= fileBytesMax
      if (!isFileFull && part.bytes < partBytes) continue
      position = await this.#write(position, part, isFileFull)
      yield position
      part = new PartBuilder(this.#job, position.upload === undefined)
    }
    if (position.upload || part.results > 0) position = await this.#write(position, part, true)
    yield { ...position, group: position.group + 1, done: 0 }
  }

  async #write(position: Position, part: PartBuilder, isLast: boolean): Promise<Position> {
    const { upload, ...before } = position
    const next = {
      ...before,
      done: position.done + part.results,
      resultsWritten: position.resultsWritten + part.results,
    }
    const group = groups[position.group]!
    const target = this.#target(this.#fileKey(group, position.files[group].length))
    if (!isLast) {
      const added = await addPart(target, upload, part.text(false))
      return { ...next, upload: { ...added, before: upload?.before ?? position.done } }
    }
    const file = await closeFile(target, upload, part.text(true))
    return { ...next, files: { ...position.files, [group]: [...position.files[group], file] } }
  }

  /** Writes the manifest; gives what the Map state has as its result. */
  async manifest({ files }: Position): Promise<{ readonly output: Json; readonly files: ResultFiles }> {
    const { mapRunArn, redriven } = this.#job
    // The successes of all attempts, and what failed or did not start in this one.
    const SUCCEEDED = [...(redriven?.files.SUCCEEDED ?? []), ...files.SUCCEEDED]
    // As AWS orders them.
    const all: ResultFiles = { FAILED: files.FAILED, PENDING: files.PENDING, SUCCEEDED }
    const Key = `${this.#folder}manifest.json`
    const contents = { DestinationBucket: this.#bucket, MapRunArn: mapRunArn, ResultFiles: all }
    const target = { ...this.#target(Key), contentType: 'application/json' }
    await putWhole(target, Buffer.from(JSON.stringify(contents)))
    return {
      output: { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: this.#bucket, Key } },
      files: all,
    }
  }

  #fileKey(group: ResultGroup, number: number): string {
    const { config, redriven } = this.#job
    const attempt = redriven ? `Redrive-${redriven.count}/` : ''
    return `${this.#folder}${attempt}${group}_${number}.${config.outputType === 'JSONL' ? 'jsonl' : 'json'}`
  }

  #target(key: string): FileTarget {
    return {
      s3: this.#s3,
      bucket: this.#bucket,
      key,
      owner: expectedOwner('ResultWriter', this.#job.parameters),
      contentType: this.#job.config.outputType === 'JSONL' ? 'application/jsonl' : 'application/json',
    }
  }
}

/** The position at the start of the file that is open. */
function withoutUpload(position: Position, { before }: { readonly before: number }): Position {
  const { upload: _lost, ...rest } = position
  return { ...rest, done: before, resultsWritten: position.resultsWritten - (position.done - before) }
}

/** The id at the end of `arn:aws:states:REGION:ACCOUNT:mapRun:NAME/LABEL:ID`. */
function mapRunId(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** The text of one part: of a JSON array, which the file's parts make together, or of lines. */
class PartBuilder {
  readonly #job: ResultJob
  readonly #isFirst: boolean
  readonly #texts: string[] = []
  #isEmpty: boolean
  results = 0
  bytes = 0

  constructor(job: ResultJob, isFirst: boolean) {
    this.#job = job
    this.#isFirst = isFirst
    this.#isEmpty = isFirst
  }

  get #isLines(): boolean {
    return this.#job.config.outputType === 'JSONL'
  }

  add(result: ChildResult): void {
    for (const text of resultTexts(result, this.#job.config.transformation ?? 'NONE')) {
      const piece = this.#isLines ? `${text}\n` : `${this.#isEmpty ? '' : ','}${text}`
      this.#isEmpty = false
      this.#texts.push(piece)
      this.bytes += Buffer.byteLength(piece)
    }
    this.results++
  }

  text(isLast: boolean): Buffer {
    const pieces = this.#texts.join('')
    if (this.#isLines) return Buffer.from(pieces)
    return Buffer.from(`${this.#isFirst ? '[' : ''}${pieces}${isLast ? ']' : ''}`)
  }
}
