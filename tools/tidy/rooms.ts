/** Who may import whom: the table of the rooms, doors between them, and siblings that do not know each other. */
import { posix } from 'node:path'
import { doorsOf, importsOf, isTest, resolveImport } from './imports.ts'
import type { Check, Finding, Tree } from './tree.ts'

const language = ['base', 'query', 'asl']

/** Each room with the rooms that it may import. `src/cli` composes everything. */
export const roomTable: Readonly<Record<string, readonly string[]>> = {
  base: [],
  query: ['base'],
  asl: ['base', 'query'],
  interpreter: language,
  store: [...language, 'interpreter'],
  functions: ['base'],
  integrations: [...language, 'functions'],
  engine: [...language, 'interpreter', 'store', 'integrations', 'functions'],
  triggers: [...language, 'interpreter', 'store', 'integrations', 'functions', 'engine'],
  api: [...language, 'interpreter', 'store', 'integrations', 'functions', 'engine', 'triggers'],
  cli: [
    ...language,
    'interpreter',
    'store',
    'integrations',
    'functions',
    'engine',
    'triggers',
    'api',
    'store/sqlite',
  ],
}

/**
 * Folders whose files are siblings, one for each word of a specification: none knows another. Beside them lie the files
 * named here, which all of them may use, or which lists them all.
 */
const siblingFolders: Readonly<
  Record<string, { readonly used: readonly string[]; readonly lists?: string }>
> = {
  'src/api/operations': { used: [] },
  'src/asl/states': { used: ['common-fields.ts', 'field-reader.ts'] },
  'src/interpreter/states': { used: [] },
  'src/query/intrinsics': { used: ['intrinsic.ts'], lists: 'registry.ts' },
}

/** In `src/integrations` siblings are the files that offer a service; what they share lies beside them. */
const offersService = /^\s+service: '[a-z0-9-]+',$/m

/** Folders that are twins of each other: no file of one names a file of the other. */
const siblingStores = ['src/store/sqlite', 'src/store/postgres']

const pureRooms = new Set(['base', 'query', 'asl', 'interpreter'])

interface Import {
  readonly from: string
  readonly specifier: string
  readonly to: string | undefined
}

export const checkRooms: Check = (tree) => {
  const imports = [...tree].flatMap(([from, text]) =>
    /\.(ts|tsx)$/.test(from)
      ? importsOf(text).map((specifier) => ({ from, specifier, to: resolveImport(tree, from, specifier) }))
      : [],
  )
  return imports.flatMap((entry) => {
    const message = doorMessage(tree, entry) ?? roomMessage(entry) ?? siblingMessage(tree, entry)
    return message === undefined ? [] : [{ path: entry.from, message } satisfies Finding]
  })
}

function roomOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^src\/([^/]+)\//.exec(path)?.[1]
}

/** Another room, and `src` from outside of it, is reached by its door only. */
function doorMessage(tree: Tree, { from, specifier, to }: Import): string | undefined {
  const room = roomOf(to)
  if (room === undefined || room === roomOf(from) || specifier.startsWith('#')) return undefined
  // Nothing is above the command line, so it has no door; tests take it apart all the same.
  if (room === 'cli' && isTest(from)) return undefined
  const door = `#${room}` in doorsOf(tree) ? `'#${room}'` : 'a door in package.json\'s "imports"'
  return `reaches into the room ${room} with '${specifier}'; go through ${door}`
}

function roomMessage({ from, specifier, to }: Import): string | undefined {
  const room = roomOf(from)
  if (room === undefined || isTest(from)) return undefined
  if (pureRooms.has(room) && specifier.startsWith('node:')) {
    return `imports '${specifier}', but ${room} is pure: it runs in the browser too; take what is needed as an argument`
  }
  if (!specifier.startsWith('#')) {
    return to !== undefined && !to.startsWith('src/') && to !== 'package.json'
      ? `imports '${specifier}', which is not shipped: only files under src/ are`
      : undefined
  }
  const target = specifier.slice(1)
  if (target === room) return `imports its own door '${specifier}'; use relative paths inside a room`
  if (roomTable[room]?.includes(target)) return undefined
  return `the room ${room} may not import '${specifier}'; it may import ${(roomTable[room] ?? []).join(', ') || 'nothing'}`
}

function siblingMessage(tree: Tree, { from, to }: Import): string | undefined {
  if (to === undefined || isTest(from) || posix.basename(from) === 'index.ts') return undefined
  const folder = posix.dirname(from)
  if (posix.dirname(to) === folder && areSiblings(tree, from, to)) {
    return `imports its sibling ${posix.basename(to)}; put what both need into the folder above`
  }
  const store = siblingStores.find((path) => from.startsWith(`${path}/`))
  const other = siblingStores.find((path) => path !== store && to.startsWith(`${path}/`))
  return store && other ? `one store imports another: ${to}; put what both need into src/store` : undefined
}

function areSiblings(tree: Tree, from: string, to: string): boolean {
  const folder = siblingFolders[posix.dirname(from)]
  if (folder) return posix.basename(from) !== folder.lists && !folder.used.includes(posix.basename(to))
  const services = [from, to].filter((path) => path.startsWith('src/integrations/'))
  return services.length === 2 && services.every((path) => offersService.test(tree.get(path) ?? ''))
}
