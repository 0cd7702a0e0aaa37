/**
 * The syntax tree as it is evaluated: what could take long in one step becomes a call of a function of ours, which
 * is paid for; and in the careful form each value that is computed with passes a function that looks at it first.
 */
import type { Node } from './library.ts'

/** Names of our inner functions. No expression can name them: a variable's name has no blank. */
export const innerNames = {
  range: ' range',
  children: ' children',
  descendants: ' descendants',
  concat: ' concat',
  plain: ' plain',
} as const

/**
 * Prepares a tree of the package's, in place.
 *
 * @param careful whether numbers may be tokens, or values may share their parts so often that looking at one never ends
 */
export function prepareTree(tree: Node, careful: boolean): void {
  const seen = new Set<unknown>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value) || value instanceof RegExp) return
    seen.add(value)
    for (const member of Array.isArray(value) ? value : Object.values(value)) visit(member)
    if (typeof (value as Node).type === 'string') prepareNode(value as Node, careful)
  }
  visit(tree)
}

function prepareNode(node: Node, careful: boolean): void {
  if (node.type === 'wildcard') becomeCall(node, innerNames.children, [])
  else if (node.type === 'descendant') becomeCall(node, innerNames.descendants, [])
  else if (node.type === 'binary' && node.value === '..') {
    becomeCall(node, innerNames.range, [node.lhs as Node, node.rhs!])
  } else if (careful) guardNode(node)
}

function guardNode(node: Node): void {
  switch (node.type) {
    case 'binary':
      if (node.value === '&') return becomeCall(node, innerNames.concat, [node.lhs as Node, node.rhs!])
      node.lhs = guarded(node.lhs as Node)
      node.rhs = guarded(node.rhs!)
      break
    case 'unary':
      if (node.value === '-') node.expression = guarded(node.expression!)
      break
    case 'condition':
      node.condition = guarded(node.condition!)
      break
    case 'filter':
      guardFilter(node)
      break
    case 'sort':
      for (const term of node.terms!) term.expression = guarded(term.expression)
      break
    default:
  }
}

// A predicate that is a literal index is no condition, and the package knows it by its type.
function guardFilter(stage: Node & { expr?: Node }): void {
  if (stage.expr && stage.expr.type !== 'number') stage.expr = guarded(stage.expr)
}

function guarded(node: Node): Node {
  if (node.type === 'number' || node.type === 'string' || node.type === 'value') return node
  return call({ type: 'function', position: node.position ?? 0 }, innerNames.plain, [node])
}

function becomeCall(node: Node, name: string, args: Node[]): void {
  delete node.lhs
  delete node.rhs
  call(node, name, args)
}

function call(node: Node, name: string, args: Node[]): Node {
  node.type = 'function'
  node.value = '('
  node.arguments = args
  node.procedure = { type: 'variable', value: name, position: node.position ?? 0 }
  return node
}
