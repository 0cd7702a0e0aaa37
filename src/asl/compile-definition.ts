/** The machine of a definition that was accepted before: it is not judged again, which takes most of the time. */
import { assert } from '#base'
import { compileMachine } from './compile-machine.ts'
import type { Machine } from './machine.ts'
import { outlineOf } from './outline.ts'
import type { ReadOptions } from './read-definition.ts'
import { readText } from './syntax/read-text.ts'

/**
 * Compiles a definition in which `readDefinition` has found no error, of this release or of an earlier one: a rule that
 * came later does not stop what is running. Throws AssertionError for any other text.
 */
export function compileDefinition(text: string, options: ReadOptions = {}): Machine {
  const { source, root, diagnostics } = readText(text, { ...options, definitionBytesMax: Infinity })
  assert(root, `a definition that was accepted cannot be read: ${diagnostics[0]?.message}`)
  return compileMachine(outlineOf(source, root, options.type ?? 'STANDARD'))
}
