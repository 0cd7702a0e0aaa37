/**
 * What writing or reading a date by a picture may cost.
 *
 * To write, the package pads a part to the width that it names, however large. To read, it makes a backtracking regular
 * expression of the picture, which it runs itself: several parts of open width side by side can be matched in as many
 * ways as there are places to cut.
 */

/** The steps that it takes to write a date by the picture. */
export function dateWritingSteps(picture: unknown): number {
  if (typeof picture !== 'string') return 0
  const widths = [...picture.matchAll(/[,-]\s*(\d+)/g)].map(([, width]) => Number(width))
  return picture.length * 4 + widths.reduce((sum, width) => sum + 8 * width, 0)
}

/**
 * The most steps that it takes to read the text by the picture.
 *
 * Parts of fixed width (`[Y0001]`, `[M01]`) and parts with something between them that is neither digit nor letter can
 * be matched in one way only.
 */
export function dateReadingSteps(picture: string, text: string): number {
  const parts = picture.split(/(\[[^\]]*\])/)
  let ways = 1
  let isOpen = false
  for (const part of parts) {
    if (!part.startsWith('[')) {
      if (/[^\dA-Za-z ,-]/.test(part)) isOpen = false
      else if (part !== '' && !/[A-Za-z]/.test(part) && !/[Ww]/.test(picture)) isOpen = false
      continue
    }
    if (isOpen) ways *= text.length
    isOpen = !/\d\d|,/.test(part)
  }
  return (text.length + picture.length) * 4 * ways
}
