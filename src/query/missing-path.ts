import { AslError, type Json } from '#base'
import type { Path, PathMiss } from './path.ts'
import type { QueryScope } from './scope.ts'

/** The error of a path that finds nothing, with what a reader needs to see why. */
export function missingPath({
  cause,
  path,
  miss,
  scope,
}: {
  readonly cause: string
  readonly path: Path
  readonly miss: PathMiss
  readonly scope: QueryScope
}): AslError {
  const met = metValue(path, scope)
  const { nearest } = miss
  return new AslError('States.Runtime', cause, {
    expression: path.text,
    ...(met === undefined ? {} : { met }),
    ...(nearest === undefined ? {} : { nearest }),
  })
}

// The document that the path was applied to.
function metValue(path: Path, scope: QueryScope): Json | undefined {
  if (path.root === 'input') return scope.input
  return path.root === 'context' ? scope.context() : scope.variables?.get(path.variable ?? '')
}
