/** A drawing as an SVG document of its own: no scripts, no fonts or styles from elsewhere. */
import { look } from './layout/draw-graph.ts'
import type { DrawnBox, DrawnFrame, DrawnLabel, DrawnLine, Drawing } from './layout/drawing.ts'
import type { Point } from './layout/layered.ts'
import type { GraphNode } from './model.ts'

/** The colour of each type's edge and caption. */
const colors: Readonly<Record<GraphNode['type'], string>> = {
  Task: '#b45309',
  Pass: '#475569',
  Choice: '#7c3aed',
  Wait: '#0e7490',
  Succeed: '#15803d',
  Fail: '#b91c1c',
  Parallel: '#1d4ed8',
  Map: '#be185d',
  unknown: '#b91c1c',
  missing: '#b91c1c',
}

const lineColors: Readonly<Record<DrawnLine['kind'], string>> = {
  next: '#334155',
  choice: '#7c3aed',
  default: '#7c3aed',
  catch: '#b91c1c',
  start: '#334155',
  end: '#334155',
}

export function printSvg(drawing: Drawing): string {
  const { width, height, boxes, frames, lines, dots } = drawing
  const containers = boxes.filter(({ isContainer }) => isContainer)
  const byDepth = (a: { depth: number }, b: { depth: number }): number => a.depth - b.depth
  const shells = [
    ...containers.map((box) => ({ depth: box.depth, text: boxText(box) })),
    ...frames.map(frameText),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" font-family="Helvetica, Arial, sans-serif">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<defs>${[...new Set(Object.values(lineColors))].map(markerText).join('')}</defs>`,
    ...shells.toSorted(byDepth).map(({ text }) => text),
    ...lines.map(lineText),
    ...boxes.filter(({ isContainer }) => !isContainer).map(boxText),
    ...lines.flatMap(({ label, kind }) => (label ? [labelText(label, lineColors[kind])] : [])),
    ...dots.map(
      ({ x, y, radius, kind }) =>
        `<circle cx="${n(x)}" cy="${n(y)}" r="${radius}" fill="${kind === 'start' ? '#334155' : '#ffffff'}" stroke="#334155" stroke-width="3"><title>${kind === 'start' ? 'Start' : 'End'}</title></circle>`,
    ),
    '</svg>',
    '',
  ].join('\n')
}

function boxText({ x, y, width, height, node, name, caption, isContainer }: DrawnBox): string {
  const color = colors[node.type]
  const dashed = node.type === 'missing' || node.type === 'unknown' ? ' stroke-dasharray="5 4"' : ''
  const { captionLine, captionSize, nameLine, nameSize, padding } = look
  const middle = n(x + width / 2)
  const top = y + padding / 2
  const names = name.map(
    (line, i) =>
      `<text x="${middle}" y="${n(top + captionLine + nameSize + i * nameLine - 2)}" font-size="${nameSize}" font-weight="600" fill="#0f172a" text-anchor="middle">${escaped(line)}</text>`,
  )
  return [
    `<g><title>${escaped(node.name)}</title>`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${isContainer ? '#f8fafc' : '#ffffff'}" stroke="${color}" stroke-width="1.5"${dashed}/>`,
    `<text x="${middle}" y="${n(top + captionSize)}" font-size="${captionSize}" fill="${color}" text-anchor="middle">${escaped(caption)}</text>`,
    ...names,
    '</g>',
  ].join('')
}

function frameText({ x, y, width, height, depth }: DrawnFrame): {
  readonly depth: number
  readonly text: string
} {
  return {
    // A frame lies on its state, and under the states inside of it.
    depth: depth + 0.5,
    text: `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="6" fill="#ffffff" stroke="#94a3b8" stroke-dasharray="4 4"/>`,
  }
}

function lineText({ kind, points, isLoop }: DrawnLine): string {
  const color = lineColors[kind]
  const dashed = kind === 'catch' ? ' stroke-dasharray="6 4"' : ''
  const path = isLoop ? straight(points) : curved(points)
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.4"${dashed} marker-end="url(#arrow-${color.slice(1)})"/>`
}

/** From point to point with vertical ends, so that lines flow through their bends. */
function curved(points: readonly Point[]): string {
  const [first, ...rest] = points
  let from = first!
  return [
    `M${n(from.x)} ${n(from.y)}`,
    ...rest.map((to) => {
      const middle = (from.y + to.y) / 2
      const text =
        Math.abs(from.x - to.x) < 0.5
          ? `L${n(to.x)} ${n(to.y)}`
          : `C${n(from.x)} ${n(middle)} ${n(to.x)} ${n(middle)} ${n(to.x)} ${n(to.y)}`
      from = to
      return text
    }),
  ].join(' ')
}

function straight(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join(' ')
}

function labelText({ x, y, width, height, text }: DrawnLabel, color: string): string {
  const { labelLine, labelSize } = look
  const top = y - height / 2
  return [
    `<rect x="${n(x - width / 2)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="3" fill="#ffffff" fill-opacity="0.92"/>`,
    ...text.map(
      (line, i) =>
        `<text x="${n(x)}" y="${n(top + labelSize + i * labelLine)}" font-size="${labelSize}" fill="${color}" text-anchor="middle">${escaped(line)}</text>`,
    ),
  ].join('')
}

function markerText(color: string): string {
  return `<marker id="arrow-${color.slice(1)}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="${color}"/></marker>`
}

/** A number with one digit after the point at most. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}

// Characters that XML cannot have are left out.
function escaped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
