/** Relative links in the documents lead to files and headings that are there. */
import { posix } from 'node:path'
import type { Check, Tree } from './tree.ts'

const link = /\[[^\]\n]*\]\(([^)\s]+)\)/g

export const checkDocLinks: Check = (tree) =>
  [...tree].flatMap(([path, text]) => {
    if (!path.endsWith('.md')) return []
    const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
    return [...prose.matchAll(link)].flatMap((match) => {
      const message = linkMessage(tree, path, match[1]!)
      return message === undefined ? [] : [{ path, message }]
    })
  })

function linkMessage(tree: Tree, path: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined
  const [file, anchor] = target.split('#') as [string, string | undefined]
  const to = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, '')
  const text = tree.get(to)
  if (text === undefined && ![...tree.keys()].some((other) => other.startsWith(`${to}/`))) {
    return `links to ${target}, which is not there`
  }
  return anchor !== undefined && text !== undefined && to.endsWith('.md') && !headings(text).includes(anchor)
    ? `links to the heading #${anchor}, which ${to} does not have`
    : undefined
}

/** The anchors of a document's headings, made as GitHub makes them. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+ +(.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
