/** A definition as well-formed JSON text, whatever it was written as. */
import { printSyntax } from './syntax/print-json.ts'
import { readText, type TextOptions } from './syntax/read-text.ts'

/**
 * The definition's text as indented JSON: the same fields in the same order, with the same numbers. Undefined where the text
 * is no definition. YAML becomes JSON; a text with slips of the pen (a comma too many, single quotes) becomes what it was read as.
 */
export function printDefinition(text: string, options: TextOptions = {}): string | undefined {
  const { root } = readText(text, options)
  return root && `${printSyntax(root)}\n`
}
