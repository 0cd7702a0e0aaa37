/** ApplyGrayscaleFilterFunction: the largest resolution by its brightness alone. */
import sharp from 'sharp'
import type { Picture, Resized } from '../pictures/document.ts'
import { keepPicture, readPicture } from '../pictures/picture-store.ts'

export async function handler(document: Resized): Promise<Picture> {
  const picture = await readPicture(document, document.resized[0])
  return keepPicture(document, 'grayscale.jpg', sharp(picture).greyscale())
}
