/**
 * Tells when something in a folder, or in one below it, has changed. What tools write (`node_modules`, caches, hidden
 * files, editors' swap files) does not count.
 */
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface Watching {
  close(): void
}

/** Editors write a file in several steps: a change is told when nothing has happened for this long. */
const settleMs = 50

/** Most folders that are watched. */
const foldersMax = 2000

const ignored = /^\.|^node_modules$|^__pycache__$|\.pyc$|~$|\.log$|\.tmp$/

/** Watches folders, which need not exist yet; calls back after each change has settled. */
export function watchFolders(folders: readonly string[], onChange: () => void): Watching {
  const watchers = new Map<string, FSWatcher>()
  let settling: NodeJS.Timeout | undefined

  const follow = () => {
    const wanted = new Set(folders.flatMap((folder) => withSubfolders(folder)).slice(0, foldersMax))
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of wanted) if (!watchers.has(folder)) open(folder)
  }
  const open = (folder: string) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && counts(folder, name)) changed()
      })
      watcher.on('error', () => watcher.close())
      watchers.set(folder, watcher)
    } catch {
      // It has just been removed; the change of its parent is told as well.
    }
  }
  // Of a folder above one that does not exist yet, only the way to that one counts.
  const counts = (folder: string, name: string) =>
    !ignored.test(name) &&
    folders.some((wanted) => isWithin(folder, wanted) || isWithin(wanted, join(folder, name)))
  const changed = () => {
    clearTimeout(settling)
    settling = setTimeout(() => {
      follow()
      onChange()
    }, settleMs)
  }

  follow()
  return {
    close() {
      clearTimeout(settling)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** The folder and those below it; where it does not exist, the nearest above it that does. */
function withSubfolders(folder: string): string[] {
  if (!isFolder(folder)) return dirname(folder) === folder ? [] : [existingParent(folder)]
  const found = [folder]
  for (let i = 0; i < found.length && found.length < foldersMax; i++) {
    for (const entry of readdirSync(found[i]!, { withFileTypes: true })) {
      if (entry.isDirectory() && !ignored.test(entry.name)) found.push(join(found[i]!, entry.name))
    }
  }
  return found
}

function existingParent(folder: string): string {
  let parent = dirname(folder)
  while (!isFolder(parent) && basename(parent) !== '') parent = dirname(parent)
  return parent
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
