/** `stepwell graph`: a definition as a picture. */
import { Command, Option } from 'commander'
import { readFile, writeFile } from 'node:fs/promises'
import type { Graph } from '#asl'
import { UserError } from '../user-error.ts'

const examples = `
A definition with errors is drawn as well, as far as its states can be read: what is wrong is dashed.

Examples:
  $ stepwell graph order.asl.json                         a Mermaid flowchart, for a README
  $ stepwell graph order.asl.yaml --format svg -o order.svg
  $ stepwell graph order.asl.json --format dot | dot -Tpdf > order.pdf`

type Format = 'mermaid' | 'svg' | 'dot'

interface Options {
  readonly format: Format
  readonly output?: string
}

export function graphCommand(): Command {
  return new Command('graph')
    .argument('<file>', 'a definition, as JSON or YAML')
    .description('draw a definition')
    .addOption(
      new Option('--format <format>', 'of the drawing').choices(['mermaid', 'svg', 'dot']).default('mermaid'),
    )
    .option('-o, --output <path>', 'write to a file instead of the standard output')
    .addHelpText('after', examples)
    .action(async (file: string, { format, output }: Options) => {
      const drawing = await draw(file, format)
      if (output === undefined) process.stdout.write(drawing)
      else await writeFile(output, drawing)
    })
}

async function draw(file: string, format: Format): Promise<string> {
  const { readGraph } = await import('#asl')
  const text = await readFile(file, 'utf8')
  const { graph, diagnostics } = readGraph(text, { format: /\.ya?ml$/i.test(file) ? 'yaml' : 'json' })
  if (graph) return print(graph, format)
  const [first] = diagnostics
  throw new UserError(
    `${file} cannot be drawn: ${first ? `${first.message} (line ${first.range.line})` : 'it is no definition'} "stepwell validate ${file}" tells more.`,
  )
}

async function print(graph: Graph, format: Format): Promise<string> {
  const { drawGraph, printDot, printMermaid, printSvg } = await import('#asl')
  switch (format) {
    case 'mermaid':
      return printMermaid(graph)
    case 'dot':
      return printDot(graph)
    case 'svg':
      return printSvg(drawGraph(graph))
  }
}
