/** Evaluates an intrinsic function call, from its innermost arguments outwards. */
import { AslError, printJson, type Json, type Outcome } from '#base'
import { IntrinsicFault } from './intrinsics/intrinsic.ts'
import type { Argument, Call } from './parse-call.ts'
import { PathMiss, type Path } from './path.ts'
import type { QueryScope } from './scope.ts'
import { missingPath } from './missing-path.ts'

/**
 * The value of a call. A function that cannot be computed is `States.IntrinsicFailure`; a path among the arguments
 * that finds nothing is `States.Runtime`, as on AWS. Both causes name the whole expression as it was written.
 */
export function evaluateCall(call: Call, expression: string, scope: QueryScope): Outcome<Json> {
  const result = computeWithin(call, scope)
  if (result instanceof IntrinsicFault) {
    return new AslError('States.IntrinsicFailure', failureCause(expression, result.detail), {
      expression,
      met: scope.input,
    })
  }
  if (!(result instanceof MissingArgument)) return result
  const { path, miss } = result
  const detail = `The JsonPath argument for the field '${path.text}' could not be found in the input '${printJson(scope.input)}'`
  return missingPath({ cause: failureCause(expression, detail), path, miss, scope })
}

/** What is wrong with the number of a call's arguments, and of those of the calls in it. */
export function arityWarnings(call: Call): readonly string[] {
  const wrong = wrongArity(call)
  const inner = call.args.flatMap((arg) => (arg.kind === 'call' ? arityWarnings(arg.call) : []))
  return wrong === undefined ? inner : [wrong, ...inner]
}

class MissingArgument {
  readonly path: Path
  readonly miss: PathMiss

  constructor(path: Path, miss: PathMiss) {
    this.path = path
    this.miss = miss
  }
}

// A text beyond the longest that JavaScript has, and a value deeper than its stack, are faults of the expression.
function computeWithin(call: Call, scope: QueryScope): Json | IntrinsicFault | MissingArgument {
  try {
    return compute(call, scope)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new IntrinsicFault('A value on the way is too large or nests too deep')
  }
}

function compute(call: Call, scope: QueryScope): Json | IntrinsicFault | MissingArgument {
  const wrong = wrongArity(call)
  if (wrong !== undefined) return new IntrinsicFault(wrong)
  const values: Json[] = []
  for (const arg of call.args) {
    const value = argumentValue(arg, scope)
    if (value instanceof IntrinsicFault || value instanceof MissingArgument) return value
    values.push(value)
  }
  return call.intrinsic.apply(values, scope)
}

function argumentValue(arg: Argument, scope: QueryScope): Json | IntrinsicFault | MissingArgument {
  switch (arg.kind) {
    case 'value':
      return arg.value
    case 'call':
      return compute(arg.call, scope)
    case 'path': {
      const value = arg.path.read(scope)
      return value instanceof PathMiss ? new MissingArgument(arg.path, value) : value
    }
  }
}

function wrongArity({ intrinsic, args }: Call): string | undefined {
  const [min, max] = intrinsic.arity
  if (args.length >= min && args.length <= max) return undefined
  const expected = min === max ? `${min}` : Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`
  return `${intrinsic.name} takes ${expected} argument${expected === '1' ? '' : 's'} but is given ${args.length}`
}

function failureCause(expression: string, detail: string): string {
  return `The function '${expression}' had the following error: ${detail}`
}
