/**
 * Task tokens: the place of a task, signed with the store's secret.
 *
 * A token is no row anywhere: it names its execution, frame and attempt, and whether that attempt still waits is
 * asked of the frame itself. Nobody without the secret can make one that is accepted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ExecutionId, FrameId } from '#store'

export interface TokenPlace {
  readonly executionId: ExecutionId
  readonly frameId: FrameId
  readonly taskId: number
  /** Twelve digits: a token works for its own account only. */
  readonly account: string
}

const version = 1
const placeBytes = 27
const signatureBytes = 16

/** The token of an attempt: the same whenever it is made. */
export function mintTaskToken(secret: Uint8Array, place: TokenPlace): string {
  const bytes = Buffer.alloc(placeBytes)
  bytes.writeUInt8(version, 0)
  bytes.writeBigUInt64BE(BigInt(place.executionId), 1)
  bytes.writeUIntBE(place.frameId, 9, 6)
  bytes.writeUIntBE(place.taskId, 15, 6)
  bytes.writeUIntBE(Number(place.account), 21, 6)
  return Buffer.concat([bytes, sign(secret, bytes)]).toString('base64url')
}

/** The place that a token names, or undefined where this server never made it. */
export function readTaskToken(secret: Uint8Array, token: string): TokenPlace | undefined {
  const bytes = Buffer.from(token, 'base64url')
  // Reading base64 skips what is none; a token has one form only.
  if (bytes.toString('base64url') !== token) return undefined
  if (bytes.length !== placeBytes + signatureBytes || bytes[0] !== version) return undefined
  const place = bytes.subarray(0, placeBytes)
  if (!timingSafeEqual(bytes.subarray(placeBytes), sign(secret, place))) return undefined
  return {
    executionId: Number(place.readBigUInt64BE(1)),
    frameId: place.readUIntBE(9, 6),
    taskId: place.readUIntBE(15, 6),
    account: String(place.readUIntBE(21, 6)).padStart(12, '0'),
  }
}

function sign(secret: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', secret).update('task-token').update(bytes).digest().subarray(0, signatureBytes)
}
