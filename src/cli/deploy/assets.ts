/** Where the files lie that a template names by an S3 bucket and key: those that a tool packed beside it. */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Assets {
  /** The file or folder for an object in S3; undefined where it is not on this machine. */
  find(key: string): string | undefined
}

/** Assets that a manifest lists: by the object's key. */
export function listedAssets(byKey: ReadonlyMap<string, string>): Assets {
  return { find: (key) => byKey.get(key) ?? byKey.get(basename(key)) }
}

/** Assets that lie in a folder under the last part of their key. */
export function folderAssets(folder: string): Assets {
  return {
    find(key) {
      const path = join(folder, basename(key))
      return existsSync(path) ? path : undefined
    },
  }
}
