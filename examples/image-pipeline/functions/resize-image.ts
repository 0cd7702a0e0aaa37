/** ResizeImageFunction: the picture in the resolutions that it has, the largest first; nothing is enlarged. */
import sharp from 'sharp'
import type { Extracted, Resized } from '../pictures/document.ts'
import { keepPicture, readObject } from '../pictures/picture-store.ts'

const widthMax = 2048
const widths = [1024, 512, 256]

export async function handler(document: Extracted): Promise<Resized['resized']> {
  const original = await readObject(document.bucket, document.key)
  const { width } = document.metadata
  const largest = Math.min(width, widthMax)
  const others = widths.filter((other) => other < largest)
  const resize = (to: number) =>
    keepPicture(document, `resized-${to}.jpg`, sharp(original).autoOrient().resize({ width: to }))
  return Promise.all([resize(largest), ...others.map(resize)])
}
