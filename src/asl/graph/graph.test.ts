import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawGraph } from './layout/draw-graph.ts'
import type { DrawnBox } from './layout/drawing.ts'
import { placeLayered } from './layout/layered.ts'
import type { Graph } from './model.ts'
import { printDot } from './print-dot.ts'
import { printMermaid } from './print-mermaid.ts'
import { printSvg } from './print-svg.ts'
import { readGraph } from './read-graph.ts'

const sound = readFileSync(new URL('../sound-definition.asl.json', import.meta.url), 'utf8')

function graphOf(definition: object): Graph {
  const { graph } = readGraph(JSON.stringify(definition))
  assert.ok(graph)
  return graph
}

const choice = graphOf({
  StartAt: 'A',
  States: {
    A: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.n', NumericGreaterThan: 3 },
            { Variable: '$.m', IsPresent: false },
          ],
          Next: 'B',
        },
        { Not: { Variable: '$.t', StringEqualsPath: '$.u' }, Next: 'A' },
      ],
      Default: 'Nowhere',
    },
    B: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }],
      End: true,
    },
  },
})

test('edges say why they are taken, and a target that does not exist is a node', () => {
  const { nodes, edges, start } = choice.root
  const name = (id: string): string => nodes.find((node) => node.id === id)!.name
  assert.equal(name(start!), 'A')
  assert.deepEqual(
    edges.map(({ from, to, kind, label }) => [name(from), name(to), kind, label]),
    [
      ['A', 'B', 'choice', '$.n > 3 and $.m is not present'],
      ['A', 'A', 'choice', 'not ($.t = $.u)'],
      ['A', 'Nowhere', 'default', 'otherwise'],
      ['B', 'A', 'catch', 'any error'],
    ],
  )
  assert.deepEqual(
    nodes.map(({ type, detail, ends }) => [type, detail, ends]),
    [
      ['Choice', undefined, false],
      ['Task', 'sqs:sendMessage.waitForTaskToken', true],
      ['missing', undefined, false],
    ],
  )
})

test('a Mermaid flowchart has every state, and nests branches as subgraphs', () => {
  const text = printMermaid(readGraph(sound).graph!)
  assert.match(text, /^flowchart TD\n {2}start\(\( \)\)\n/)
  assert.match(text, /subgraph n\d+\["Both<br\/><small>Parallel<\/small>"\]\n {4}subgraph b\d\["branch 1"\]/)
  assert.match(text, /n\d+ -\.->\|"Rejected"\| n\d+/)
  assert.equal(text.match(/\bsubgraph\b/g)?.length, text.match(/^ *end$/gm)?.length)
})

test('a DOT graph has clusters for branches, and its brackets match', () => {
  const text = printDot(readGraph(sound).graph!)
  assert.match(text, /^digraph machine \{\n/)
  assert.match(text, /subgraph cluster_n\d+ \{\n {4}label="Both\\nParallel";/)
  assert.equal(text.match(/\{$/gm)?.length, text.match(/^ *\}$/gm)?.length)
})

test('names with the characters of each format are written as texts of it', () => {
  const name = 'a "b" <c> & \\ {d} [e] | `f` #1;'
  const graph = graphOf({ StartAt: name, States: { [name]: { Type: 'Succeed' } } })
  assert.match(
    printSvg(drawGraph(graph)),
    /<title>a &quot;b&quot; &lt;c&gt; &amp; \\ \{d\} \[e\] \| `f` #1;<\/title>/,
  )
  assert.match(printDot(graph), /label="a \\"b\\" <c> & \\\\ \{d\} \[e\] \| `f` #1;\\nSucceed"/)
  assert.match(
    printMermaid(graph),
    /"a #34;b#34; #60;c#62; #38; #92; #123;d#125; \[e\] #124; #96;f#96; #35;1#59;<br\/>/,
  )
})

function overlap(a: DrawnBox, b: DrawnBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

test('in a drawing no states of one block lie on each other, and those inside lie within', () => {
  const { boxes, frames, width, height } = drawGraph(readGraph(sound).graph!)
  const outer = boxes.filter(({ depth }) => depth === 0)
  for (const [i, box] of outer.entries()) {
    for (const other of outer.slice(i + 1))
      assert.ok(!overlap(box, other), `${box.node.name}, ${other.node.name}`)
  }
  for (const inner of boxes.filter(({ depth }) => depth === 1)) {
    const holds = frames.some(
      (frame) =>
        frame.x <= inner.x &&
        frame.y <= inner.y &&
        inner.x + inner.width <= frame.x + frame.width &&
        inner.y + inner.height <= frame.y + frame.height,
    )
    assert.ok(holds, inner.node.name)
  }
  for (const box of boxes)
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height)
})

test('any boxes and edges are placed: none over another, every edge but a loop from one side to the other', () => {
  const size = fc.record({
    width: fc.integer({ min: 10, max: 200 }),
    height: fc.integer({ min: 10, max: 80 }),
  })
  const input = fc.array(size, { minLength: 1, maxLength: 14 }).chain((boxes) => {
    const index = fc.nat(boxes.length - 1)
    const edge = fc.record({ from: index, to: index, label: size }, { requiredKeys: ['from', 'to'] })
    return fc.record({ boxes: fc.constant(boxes), edges: fc.array(edge, { maxLength: 24 }) })
  })
  fc.assert(
    fc.property(input, ({ boxes, edges }) => {
      const placed = placeLayered(boxes, edges)
      assert.deepEqual(placeLayered(boxes, edges), placed)
      const corners = boxes.map(({ width, height }, i) => {
        const { x, y } = placed.boxes[i]!
        return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
      })
      const slack = 1e-6
      for (const [i, a] of corners.entries()) {
        assert.ok(a.left >= -slack && a.right <= placed.width + slack && a.bottom <= placed.height + slack)
        for (const b of corners.slice(i + 1)) {
          const apart =
            a.right <= b.left + slack ||
            b.right <= a.left + slack ||
            a.bottom <= b.top + slack ||
            b.bottom <= a.top + slack
          assert.ok(apart)
        }
      }
      for (const [i, { from, to, label }] of edges.entries()) {
        const route = placed.routes[i]!
        assert.ok(route.points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)))
        if (from === to) continue
        assert.ok(
          corners[from]!.left - slack <= route.points[0]!.x &&
            route.points[0]!.x <= corners[from]!.right + slack,
        )
        assert.ok(
          [corners[to]!.top, corners[to]!.bottom].some(
            (side) => Math.abs(side - route.points.at(-1)!.y) < slack,
          ),
        )
        assert.equal(route.label !== undefined, label !== undefined)
      }
    }),
  )
})

test('a text that is no definition is not drawn, but told', () => {
  const { graph, diagnostics } = readGraph('[]')
  assert.equal(graph, undefined)
  assert.equal(diagnostics.length, 1)
})

test('a block without states, without a start, or with a start that is not there is drawn', () => {
  for (const text of [
    '{}',
    '{"States":{}}',
    '{"StartAt":"A"}',
    '{"StartAt":"A","States":{"B":{"Type":"Map"}}}',
  ]) {
    const { graph } = readGraph(text)
    assert.match(printSvg(drawGraph(graph!)), /<\/svg>\n$/)
  }
})
