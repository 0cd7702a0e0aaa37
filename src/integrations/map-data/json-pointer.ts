/** ItemsPointer: goes to the value that a JSON pointer names, over whatever lies before it. */
import type { ByteCursor } from './byte-cursor.ts'
import { nextMember, takeKey } from './json-members.ts'

/** For the message of a pointer that leads nowhere. */
const keysShown = 10

/** The cursor is before the value then. */
export async function goToPointer(cursor: ByteCursor, pointer: string): Promise<void> {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (const [depth, name] of names.entries()) {
    const passed = await goToMember(cursor, name)
    if (passed === undefined) continue
    const above = `/${names.slice(0, depth).join('/')}`
    throw cursor.failure(`the ItemsPointer '${pointer}' leads nowhere: at '${above}' there is ${passed}`)
  }
}

/** Undefined where the cursor is before that member's value, else what there is instead, for the message. */
async function goToMember(cursor: ByteCursor, name: string): Promise<string | undefined> {
  const byte = await cursor.peek()
  if (byte !== 0x5b && byte !== 0x7b) return 'neither an array nor an object'
  const of = byte === 0x5b ? 'array' : 'object'
  cursor.skipByte()
  const keys: string[] = []
  let index = 0
  for (; await nextMember(cursor, of, index === 0); index++) {
    const key = of === 'array' ? String(index) : await takeKey(cursor)
    await cursor.peek()
    if (key === name) return undefined
    if (keys.length < keysShown) keys.push(key)
    await cursor.skipValue()
  }
  if (of === 'array') return `an array of ${index} elements without '${name}'`
  return `no member '${name}' among ${keys.map((key) => `'${key}'`).join(', ') || 'none'}${index > keysShown ? ', …' : ''}`
}
