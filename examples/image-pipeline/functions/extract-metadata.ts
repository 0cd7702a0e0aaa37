/** ExtractMetadataFunction: what the picture is and how good. Gives the document back with both. */
import sharp from 'sharp'
import type { Extracted, Upload } from '../pictures/document.ts'
import { readObject } from '../pictures/picture-store.ts'
import { measureQuality } from '../pictures/quality.ts'

export async function handler(upload: Upload): Promise<Extracted> {
  const content = await readObject(upload.bucket, upload.key)
  const found = await sharp(content).metadata()
  const quality = await measureQuality(content)
  return {
    ...upload,
    metadata: {
      format: found.format,
      width: found.autoOrient.width,
      height: found.autoOrient.height,
      channels: found.channels,
      hasAlpha: found.hasAlpha,
      bytes: content.length,
      quality,
    },
    imageQuality: quality.problems.length === 0 ? 'Pass' : 'Fail',
  }
}
