/**
 * The tag `stepwell:index`, by which a state machine declares the fields that its executions are searched by.
 *
 * Its value is a list of paths, parted by blanks or commas: `input.orderId input.customer.email output.total`. JSONPaths
 * are taken as well: `$.orderId, output:$.total` (of the input where nothing is said). The first form has only
 * characters that AWS allows in tags, too.
 */
import { Cursor } from '../cursor.ts'
import { SyntaxFault } from '../query-syntax-error.ts'
import { readFieldPath, type FieldPath } from './field-path.ts'
import { SearchError } from './search-error.ts'

export const indexTagKey = 'stepwell:index'

/** Fields that one state machine indexes. */
export const indexedFieldsMax = 16

/** The declared fields, each once; or what is wrong with the tag's value. */
export function parseIndexTag(value: string): readonly FieldPath[] | SearchError {
  const cursor = new Cursor(value)
  const paths = new Map<string, FieldPath>()
  try {
    for (skipSeparators(cursor); !cursor.done; skipSeparators(cursor)) {
      const path = readEntry(cursor)
      paths.set(path.text, path)
    }
  } catch (fault) {
    if (fault instanceof SyntaxFault) return new SearchError(fault.message, fault.offset)
    throw fault
  }
  if (paths.size <= indexedFieldsMax) return [...paths.values()]
  return new SearchError(
    `${paths.size} fields are declared; a state machine indexes at most ${indexedFieldsMax}`,
    0,
  )
}

const separators = /[\s,]+/y

function skipSeparators(cursor: Cursor): void {
  cursor.match(separators)
}

function readEntry(cursor: Cursor): FieldPath {
  const begin = cursor.at
  const source = cursor.take('output') ? 'output' : 'input'
  const isNamed = source === 'output' || cursor.take('input')
  if (isNamed && cursor.take(':') && cursor.peek() !== '$')
    throw new SyntaxFault(`expected a JSONPath behind the colon, as in ${source}:$.orderId`, cursor.at)
  const isJsonPath = cursor.take('$')
  if (!isNamed && !isJsonPath) {
    throw new SyntaxFault(
      `found ${cursor.found()}, expected a path such as input.orderId, output.total or $.orderId`,
      begin,
    )
  }
  const path = readFieldPath(cursor, source)
  if (cursor.done || /[\s,]/.test(cursor.peek())) return path
  throw new SyntaxFault(
    `expected a blank or a comma behind ${path.text}, found ${cursor.found()}; a path has names and indexes only`,
    cursor.at,
  )
}
