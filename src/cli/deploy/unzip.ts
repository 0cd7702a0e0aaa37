/**
 * Reads zip archives as deployment packages have them: stored or deflated files, up to 4 GiB, without encryption.
 *
 * Node inflates but does not read archives. Only the directory at the archive's end is believed, as the format says;
 * each file is inflated when it is asked for.
 */
import { inflateRawSync } from 'node:zlib'

/** Thrown where bytes are no zip archive, or one of a kind that is not read. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
}

export interface ZipEntry {
  /** With slashes; never absolute, never with `..`. */
  readonly path: string
  /** Whether its owner may execute it. */
  readonly executable: boolean
  read(): Buffer
}

/** Lambda's limit for unpacked code is 250 MB for all files; one file may have so much here. */
const fileBytesMax = 512 * 1024 * 1024
const filesMax = 100_000

const endSignature = 0x06054b50
const endLength = 22
const directorySignature = 0x02014b50
const directoryLength = 46
const localSignature = 0x04034b50
const localLength = 30

/** The files of an archive, without its folders. Throws ZipError. */
export function readZip(bytes: Buffer): readonly ZipEntry[] {
  try {
    return readDirectory(bytes, findEnd(bytes))
  } catch (error) {
    // A number that would lie behind the last byte.
    if (error instanceof RangeError) throw new ZipError('the archive is cut off')
    throw error
  }
}

function readDirectory(bytes: Buffer, end: number): readonly ZipEntry[] {
  const count = bytes.readUInt16LE(end + 10)
  if (count > filesMax || count === 0xffff)
    throw new ZipError(`the archive has too many files (zip64 is not read)`)
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + directoryLength > bytes.length || bytes.readUInt32LE(at) !== directorySignature)
      throw new ZipError(`the archive's directory is damaged at byte ${at}`)
    const nameLength = bytes.readUInt16LE(at + 28)
    const path = bytes.toString('utf8', at + directoryLength, at + directoryLength + nameLength)
    if (!path.endsWith('/')) entries.push(entryAt(bytes, at, safePath(path)))
    at += directoryLength + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** A comment of up to 64 KiB may stand behind the end record. */
function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - endLength - 0xffff)
  for (let at = bytes.length - endLength; at >= first; at--)
    if (bytes.readUInt32LE(at) === endSignature) return at
  throw new ZipError('these bytes are no zip archive: its end record is missing')
}

function safePath(path: string): string {
  const parts = path.split(/[\\/]/)
  if (path.startsWith('/') || parts.includes('..') || /^[A-Za-z]:/.test(path))
    throw new ZipError(`the archive has a file outside of itself: ${path}`)
  return parts.filter((part) => part !== '' && part !== '.').join('/')
}

function entryAt(bytes: Buffer, at: number, path: string): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8)
  if (flags & 1) throw new ZipError(`${path} is encrypted`)
  const method = bytes.readUInt16LE(at + 10)
  const packedLength = bytes.readUInt32LE(at + 20)
  const length = bytes.readUInt32LE(at + 24)
  const local = bytes.readUInt32LE(at + 42)
  if (length > fileBytesMax) throw new ZipError(`${path} is larger than ${fileBytesMax} bytes`)
  return {
    path,
    executable: (bytes.readUInt16LE(at + 40) & 0o100) !== 0,
    read() {
      if (local + localLength > bytes.length || bytes.readUInt32LE(local) !== localSignature)
        throw new ZipError(`${path} is not where the archive's directory says`)
      const start = local + localLength + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
      const packed = bytes.subarray(start, start + packedLength)
      return unpacked(packed, { method, length, path })
    },
  }
}

function unpacked(
  packed: Buffer,
  { method, length, path }: { readonly method: number; readonly length: number; readonly path: string },
): Buffer {
  if (method === 0) return packed
  if (method !== 8)
    throw new ZipError(`${path} is packed by method ${method}; only stored and deflated files are read`)
  const content = inflate(packed, length, path)
  if (content.length !== length)
    throw new ZipError(`${path} has ${content.length} bytes instead of ${length}`)
  return content
}

function inflate(packed: Buffer, length: number, path: string): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(length, 1) })
  } catch (error) {
    throw new ZipError(`${path} is damaged: ${(error as Error).message}`)
  }
}
