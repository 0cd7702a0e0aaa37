/** The document that travels through the workflow: what the trigger gives, and what each function adds. */
import type { Quality } from './quality.ts'

/** Of the trigger: the upload, and where its results go. */
export interface Upload {
  readonly bucket: string
  readonly key: string
  readonly eTag?: string
  readonly lastModified?: string
  /** The bucket for pictures on their way. */
  readonly workBucket: string
  /** The bucket for the results. */
  readonly processedBucket: string
}

export interface Metadata {
  readonly format: string
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly hasAlpha: boolean
  readonly bytes: number
  readonly quality: Quality
}

/** A picture that a function has made, in the work bucket. */
export interface Picture {
  /** What it is called in the results: `grayscale.jpg`. */
  readonly name: string
  readonly key: string
  readonly width: number
  readonly height: number
  readonly bytes: number
}

export interface Extracted extends Upload {
  readonly metadata: Metadata
  /** What QualityCheck reads. */
  readonly imageQuality: 'Pass' | 'Fail'
}

/** The largest first. */
export interface Resized extends Extracted {
  readonly resized: readonly [Picture, ...Picture[]]
}

/** In the order of the branches: grayscale, sepia. */
export interface Filtered extends Resized {
  readonly filtered: readonly Picture[]
}

export interface WithThumbnails extends Filtered {
  readonly thumbnails: readonly Picture[]
}
