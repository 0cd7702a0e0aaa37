/** A graph in the DOT language of Graphviz. */
import type { Graph, GraphBlock, GraphEdge, GraphNode } from './model.ts'

export function printDot({ root, comment }: Graph): string {
  const lines = [
    'digraph machine {',
    ...(comment === undefined ? [] : [`  label=${quoted(comment)};`]),
    '  compound=true;',
    '  node [shape=box, style=rounded, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...indented(rootLines(root)),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function rootLines(root: GraphBlock): readonly string[] {
  const ends = root.nodes.filter(({ ends: isEnd, type }) => isEnd && type !== 'Succeed' && type !== 'Fail')
  const nodes = nodesById(root)
  const enter = root.start === undefined ? undefined : nodes.get(root.start)
  return [
    'start [shape=circle, label="", width=0.2, style=filled, fillcolor=black];',
    ...(enter ? [`start -> ${enter.id}${attributes(clusterEnd('lhead', enter))};`] : []),
    ...blockLines(root),
    ...(ends.length === 0 ? [] : ['stop [shape=doublecircle, label="", width=0.15];']),
    ...ends.map((node) => `${node.id} -> stop${attributes(clusterEnd('ltail', node))};`),
  ]
}

function blockLines(block: GraphBlock): readonly string[] {
  const nodes = nodesById(block)
  return [...block.nodes.flatMap(nodeLines), ...block.edges.map((edge) => edgeLine(edge, nodes))]
}

function nodesById({ nodes }: GraphBlock): ReadonlyMap<string, GraphNode> {
  return new Map(nodes.map((node) => [node.id, node]))
}

function nodeLines(node: GraphNode): readonly string[] {
  const { id, type, blocks } = node
  const label = quoted(titleOf(node))
  if (blocks.length === 0) {
    const shape = type === 'Choice' ? ', shape=diamond, style=""' : ''
    const wrong = type === 'missing' || type === 'unknown' ? ', style=dashed, color=red' : ''
    return [`${id} [label=${label}${shape}${wrong}];`]
  }
  return [
    `subgraph cluster_${id} {`,
    `  label=${label};`,
    // Lines to and from the state end at this point, and are cut at the border of the cluster.
    `  ${id} [shape=point, style=invis];`,
    ...blocks.flatMap((block) => [
      `  subgraph cluster_${block.id} {`,
      '    label="";',
      '    style=dashed;',
      ...indented(indented(blockLines(block))),
      '  }',
    ]),
    '}',
  ]
}

function titleOf({ name, type, detail }: GraphNode): string {
  const what = type === 'missing' ? 'no such state' : type
  return `${name}\n${what}${detail === undefined ? '' : ` · ${detail}`}`
}

function edgeLine({ from, to, kind, label }: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): string {
  const source = nodes.get(from)!
  const target = nodes.get(to)!
  const settings = [
    ...(label === undefined || label === '' ? [] : [`label=${quoted(label)}`]),
    ...(kind === 'catch' ? ['style=dashed', 'color=red'] : []),
    ...clusterEnd('ltail', source),
    ...clusterEnd('lhead', target),
  ]
  return `${source.id} -> ${target.id}${attributes(settings)};`
}

function clusterEnd(end: 'ltail' | 'lhead', { id, blocks }: GraphNode): readonly string[] {
  return blocks.length === 0 ? [] : [`${end}=cluster_${id}`]
}

function attributes(settings: readonly string[]): string {
  return settings.length === 0 ? '' : ` [${settings.join(', ')}]`
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(/\r?\n/g, '\\n')}"`
}
