/** A graph as a Mermaid flowchart, which GitHub and many editors draw. */
import type { Graph, GraphBlock, GraphEdge, GraphNode } from './model.ts'

export function printMermaid({ root }: Graph): string {
  const lines = ['flowchart TD', ...indented(rootLines(root)), ...classLines(root)]
  return `${lines.join('\n')}\n`
}

function rootLines(root: GraphBlock): readonly string[] {
  const ends = root.nodes.filter(({ ends: isEnd, type }) => isEnd && type !== 'Succeed' && type !== 'Fail')
  return [
    ...(root.start === undefined ? [] : ['start(( ))', `start --> ${root.start}`]),
    ...blockLines(root),
    ...(ends.length === 0 ? [] : ['stop((( )))']),
    ...ends.map(({ id }) => `${id} --> stop`),
  ]
}

function blockLines({ nodes, edges }: GraphBlock): readonly string[] {
  return [...nodes.flatMap(nodeLines), ...edges.map(edgeLine)]
}

function nodeLines(node: GraphNode): readonly string[] {
  const { id, blocks } = node
  if (blocks.length === 0) return [`${id}${shapeOf(node)}`]
  return [
    `subgraph ${id}["${titleOf(node)}"]`,
    ...blocks.flatMap((block, i) => [
      `  subgraph ${block.id}["${blocks.length > 1 ? `branch ${i + 1}` : ' '}"]`,
      ...indented(indented(blockLines(block))),
      '  end',
    ]),
    'end',
  ]
}

function shapeOf(node: GraphNode): string {
  const title = titleOf(node)
  switch (node.type) {
    case 'Choice':
      return `{"${title}"}`
    case 'Succeed':
    case 'Fail':
      return `(["${title}"])`
    case 'Wait':
      return `("${title}")`
    default:
      return `["${title}"]`
  }
}

function titleOf({ name, type, detail }: GraphNode): string {
  const what = type === 'missing' ? 'no such state' : type
  return `${escaped(name)}<br/><small>${what}${detail === undefined ? '' : ` · ${escaped(detail)}`}</small>`
}

function edgeLine({ from, to, kind, label }: GraphEdge): string {
  const arrow = kind === 'catch' ? '-.->' : '-->'
  return label === undefined || label === ''
    ? `${from} ${arrow} ${to}`
    : `${from} ${arrow}|"${escaped(label)}"| ${to}`
}

/** What has an error is dashed. */
function classLines(root: GraphBlock): readonly string[] {
  const wrong = wrongNodes(root)
  if (wrong.length === 0) return []
  return ['  classDef wrong stroke:#b91c1c,stroke-dasharray:5 4', `  class ${wrong.join(',')} wrong`]
}

function wrongNodes({ nodes }: GraphBlock): readonly string[] {
  return nodes.flatMap(({ id, type, blocks }) => [
    ...(type === 'missing' || type === 'unknown' ? [id] : []),
    ...blocks.flatMap(wrongNodes),
  ])
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}

// Mermaid reads quotation marks, angle brackets and some more as its own; an entity code is always a character.
function escaped(text: string): string {
  return text.replaceAll(/["<>&#;`{}|\\\p{Cc}]/gu, (character) => `#${character.codePointAt(0)!};`)
}
