/** Exports the results of a Map Run through its ResultWriter, part by part, and goes on behind the last part. */
import { AslError, Payload, type Json, type Outcome } from '#base'
import type { WriterConfig } from '#asl'
import type { ChildResult, MapData, ResultFiles, ResultJob } from '#integrations'
import type { MapRunRecord, Redrive, Store } from '#store'
import { mapRunArnOf } from '../execution-arns.ts'
import { childrenPerBatch } from './children.ts'
import type { MapRunItems } from './items.ts'
import { resultsOf, resultsSince } from './results.ts'

export interface ExportOptions {
  readonly store: Store
  readonly data: MapData
  readonly mapRun: MapRunRecord
  readonly parameters: Payload
  readonly config: WriterConfig
  /** Behind the last part that is known to be written. */
  readonly from: Json | undefined
  /** Opens what was not started; absent where that is not known. */
  readonly pending: (() => Promise<MapRunItems>) | undefined
  /** Keeps how much is written before more is; false ends the export. */
  /** The files of an earlier attempt, whose successes are not written again. */
  readonly redriven?: Redrive & { readonly files: ResultFiles }
  /** Told of all files that belong to the results. */
  readonly finished: (files: ResultFiles) => void
  readonly written: (position: Json, resultsWritten: number) => Promise<boolean>
}

/** What the Map state has as its result, `{MapRunArn, ResultWriterDetails}`; or `States.ResultWriterFailed`. */
export async function exportResults(options: ExportOptions): Promise<Outcome<Payload>> {
  const { data, written, finished, from } = options
  for await (const step of data.writeResults(resultJob(options), from)) {
    if (step instanceof AslError) return step
    if (step.finished) {
      finished(step.finished.files)
      return Payload.fromValue(step.finished.output)
    }
    if (!(await written(step.position, step.resultsWritten))) break
  }
  return new AslError('States.ResultWriterFailed', 'The results were not written to their end.')
}

function resultJob({ store, mapRun, parameters, config, pending, redriven }: ExportOptions): ResultJob {
  return {
    region: mapRun.region,
    mapRunArn: mapRunArnOf(mapRun),
    parameters: parameters.value,
    config,
    ...(redriven && { redriven }),
    results(group, after) {
      if (group === 'PENDING') return pendingResults(pending, after)
      const isWritten = group === 'SUCCEEDED' && redriven
      return isWritten
        ? resultsSince(store, mapRun.id, { since: redriven.at, after })
        : resultsOf(store, mapRun.id, { group, after })
    },
  }
}

/** The inputs of children that were not started, without the first `after`. */
async function* pendingResults(open: ExportOptions['pending'], after: number): AsyncGenerator<ChildResult> {
  if (!open) return
  const items = await open()
  for (let toSkip = after; ;) {
    const batches = await items.take(childrenPerBatch)
    // An item that cannot be selected is what the Map Run failed by: it has no input to write.
    if (batches instanceof AslError || batches.length === 0) return
    for (const { input } of batches.slice(toSkip)) yield { status: 'PENDING', input: input.text }
    toSkip = Math.max(0, toSkip - batches.length)
  }
}
