/** A zip archive as packaging tools write them: deflated files, a directory at the end. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipMember {
  readonly path: string
  readonly content: string
  /** Stored as it is, not deflated. */
  readonly stored?: boolean
  /** Executable for its owner. */
  readonly executable?: boolean
}

export function makeZip(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const { header, local } = packed(member, offset)
    locals.push(local)
    directory.push(header)
    offset += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...directory, end])
}

function packed(
  { path, content, stored = false, executable = false }: ZipMember,
  offset: number,
): { readonly header: Buffer; readonly local: Buffer } {
  const name = Buffer.from(path)
  const bytes = Buffer.from(content)
  const body = stored ? bytes : deflateRawSync(bytes)
  // What both headers have: version, flags, method, time, date, checksum, sizes, length of the name.
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(stored ? 0 : 8, 4)
  common.writeUInt32LE(crc32(bytes), 10)
  common.writeUInt32LE(body.length, 14)
  common.writeUInt32LE(bytes.length, 18)
  common.writeUInt16LE(name.length, 22)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  const directorySignature = Buffer.from('504b01021403', 'hex')
  return {
    header: Buffer.concat([directorySignature, common, rest, name]),
    local: Buffer.concat([Buffer.from('504b0304', 'hex'), common, name, body]),
  }
}
