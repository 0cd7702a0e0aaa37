/** GenerateThumbnailsFunction: a square of the picture and of each filtered one, cut where there is most to see. */
import sharp from 'sharp'
import type { Filtered, Picture } from '../pictures/document.ts'
import { keepPicture, readPicture } from '../pictures/picture-store.ts'

const side = 128

export async function handler(document: Filtered): Promise<readonly Picture[]> {
  const sources = [{ ...document.resized[0], name: 'color.jpg' }, ...document.filtered]
  return Promise.all(
    sources.map(async (source) => {
      const picture = await readPicture(document, source)
      const square = sharp(picture).resize({ width: side, height: side, fit: 'cover', position: 'attention' })
      return keepPicture(document, `thumbnail-${source.name}`, square)
    }),
  )
}
