/** ApplySepiaFilterFunction: the largest resolution in the browns of an old photograph. */
import sharp, { type Matrix3x3 } from 'sharp'
import type { Picture, Resized } from '../pictures/document.ts'
import { keepPicture, readPicture } from '../pictures/picture-store.ts'

/** Red, green and blue of the result from those of the picture: the usual weights of sepia. */
const sepia: Matrix3x3 = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
]

export async function handler(document: Resized): Promise<Picture> {
  const picture = await readPicture(document, document.resized[0])
  return keepPicture(document, 'sepia.jpg', sharp(picture).removeAlpha().toColourspace('srgb').recomb(sepia))
}
