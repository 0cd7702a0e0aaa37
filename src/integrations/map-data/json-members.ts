/** The steps from one member of a JSON array or object to the next one. */
import { parseJson, type Json } from '#base'
import type { ByteCursor } from './byte-cursor.ts'

const comma = 0x2c
const colon = 0x3a
const quote = 0x22
const brackets = { array: 0x5d, object: 0x7d } as const

/** Goes to the next member; false behind the last one. */
export async function nextMember(
  cursor: ByteCursor,
  of: keyof typeof brackets,
  isFirst: boolean,
): Promise<boolean> {
  const byte = await cursor.peek()
  if (byte === brackets[of]) {
    cursor.skipByte()
    return false
  }
  if (isFirst) return true
  if (byte !== comma) throw cursor.failure(expected("',' or the end of the items", byte))
  cursor.skipByte()
  return true
}

/** The member's name; the cursor is then before its value. */
export async function takeKey(cursor: ByteCursor): Promise<string> {
  const first = await cursor.peek()
  if (first !== quote) throw cursor.failure(expected("a member's name", first))
  const key = (await takeJson(cursor, "a member's name")) as string
  const separator = await cursor.peek()
  if (separator !== colon) throw cursor.failure(expected("':'", separator))
  cursor.skipByte()
  return key
}

/** The value that begins here; `what` names it in the message when it is not JSON. */
export async function takeJson(cursor: ByteCursor, what: string): Promise<Json> {
  const text = await cursor.takeValue()
  try {
    return parseJson(text)
  } catch (error) {
    throw cursor.failure(`${what} is not valid JSON: ${(error as Error).message}`)
  }
}

function expected(what: string, byte: number | undefined): string {
  const found = byte === undefined ? 'the end of the object' : `'${String.fromCharCode(byte)}'`
  return `expected ${what} and found ${found}`
}
