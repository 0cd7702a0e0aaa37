/**
 * Two connected sockets: one for us, one to hand to a child process.
 *
 * Node makes such a pair for a child's `stdio` by itself, but reads it into 64 KiB of new memory each time; a socket
 * that we connect ourselves reads into one buffer. Measured with a child that answers at once, on two cores: a round
 * trip takes 22 µs instead of 31, and 4 µs of our thread instead of 7.5.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SocketPair {
  readonly near: Socket
  /** To be given to the child, and destroyed here once it has been. */
  readonly far: Socket
}

const bufferBytes = 65_536

/** Opens a pair. `onBytes` gets what the other side writes, in a buffer that is used again afterwards. */
export async function openSocketPair(onBytes: (bytes: Buffer) => void): Promise<SocketPair> {
  // A folder that only this user can enter, so nobody else's connection is taken for ours.
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-pair-'))
  const server = createServer({ pauseOnConnect: true })
  try {
    const path = join(folder, 's')
    await once(server.listen(path), 'listening')
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const near = connect({ path, onread: { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback: read } })
    const [[far]] = await Promise.all([accepted, once(near, 'connect')])
    return { near, far }
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }

  function read(count: number, buffer: Uint8Array): boolean {
    onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, count))
    return true
  }
}
