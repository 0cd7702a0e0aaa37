/** How much room a text takes, without a font at hand: widths of Helvetica, as near as a drawing needs it. */

const narrow = /[ijlI.,:;'|!()[\]{}t f-]/
const wide = /[mwMW@%—…]|[\u0250-\uffff]/
const capital = /[A-Z_0-9$#&?]/

/** In pixels, for a font of that size in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let units = 0
  for (const character of text)
    units += narrow.test(character)
      ? 0.32
      : wide.test(character)
        ? 0.92
        : capital.test(character)
          ? 0.66
          : 0.55
  return units * fontSize
}

/** The text in lines of at most so many characters, broken at blanks, hyphens and changes of case; the rest is `…`. */
export function wrapText(
  text: string,
  { lengthMax, linesMax }: { readonly lengthMax: number; readonly linesMax: number },
): readonly string[] {
  const words = text
    .split(/(?<=[\s\-_:./])|(?<=[a-z0-9])(?=[A-Z])/)
    .flatMap((word) => piecesOf(word, lengthMax))
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + word.trimEnd().length > lengthMax) {
      lines.push(line.trim())
      line = ''
    }
    line += word
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trim())
  if (lines.length <= linesMax) return lines
  const last = lines[linesMax - 1]!
  return [...lines.slice(0, linesMax - 1), `${last.slice(0, lengthMax - 1)}…`]
}

function piecesOf(word: string, lengthMax: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < word.length; at += lengthMax) pieces.push(word.slice(at, at + lengthMax))
  return pieces
}
