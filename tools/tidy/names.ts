/** Files and folders are kebab-case and say what they hold; `index.ts` is a door and nothing else. */
import type { Check, Finding } from './tree.ts'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/
const vague = /^(utils?|helpers?|common|misc|shared|lib)$/
const documents = /^(README|CHANGELOG|CONTRIBUTING|LICENSE|NOTICE|SECURITY|Dockerfile)(\.md)?$/
const named = /^(src|test|tools|bench|console|docs|bin|examples)\//
const door =
  /^(\s*(export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s+from\s+'[^']+'|\/\/[^\n]*|\/\*[\s\S]*?\*\/)\s*)*$/

export const checkNames: Check = (tree) =>
  [...tree].flatMap(([path, text]) => {
    const message = named.test(path) ? nameMessage(path) : undefined
    if (message !== undefined) return [{ path, message } satisfies Finding]
    return /^src\/(.*\/)?index\.ts$/.test(path) && !door.test(text)
      ? [{ path, message: 'an index.ts is a door: it only re-exports; name a file for what it does' }]
      : []
  })

function nameMessage(path: string): string | undefined {
  const parts = path.split('/').slice(1)
  for (const part of parts) {
    const stem = part.split('.')[0]!
    if (documents.test(part) || part.startsWith('.')) continue
    if (!part.split('.').every((piece) => kebab.test(piece))) return `'${part}' is not kebab-case`
    if (vague.test(stem)) return `'${part}' says nothing; name it for what it holds`
  }
  return undefined
}
