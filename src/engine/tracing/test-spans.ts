/** Spans as tests read them: a sink that keeps all, and the tree in lines. */
import type { SpanFact, SpanSink } from './span-fact.ts'

export class KeptSpans implements SpanSink {
  spans: SpanFact[] = []
  missing = 0

  room(): Promise<void> {
    return Promise.resolve()
  }

  add(spans: readonly SpanFact[]): void {
    this.spans.push(...spans)
  }

  dropped(count: number): void {
    this.missing += count
  }

  /** What was told until now, which is forgotten. */
  take(): readonly SpanFact[] {
    return this.spans.splice(0)
  }
}

/** Each span on a line, indented below its parent, in the order of beginnings; an error behind it. */
export function treeLines(spans: readonly SpanFact[], label: (span: SpanFact) => string = nameOf): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const isRoot = ({ parentId }: SpanFact) => parentId === undefined || !known.has(parentId)
  const below = (parent: SpanFact, depth: number): string[] => [
    '  '.repeat(depth) + label(parent),
    ...spans
      .filter(({ parentId }) => parentId === parent.spanId)
      .toSorted((a, b) => a.startedAt - b.startedAt || indexOf(a) - indexOf(b))
      .flatMap((child) => below(child, depth + 1)),
  ]
  return spans.filter(isRoot).flatMap((root) => below(root, 0))
}

function nameOf({ name, failure }: SpanFact): string {
  return failure === undefined ? name : `${name} !${failure}`
}

function indexOf({ attributes }: SpanFact): number {
  return Number(attributes['stepwell.map.iteration.index'] ?? 0)
}
