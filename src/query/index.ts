export * from './path.ts'
export * from './scope.ts'
export * from './template.ts'
export { QuerySyntaxError } from './query-syntax-error.ts'
export { compilePath } from './compile-path.ts'
export { compileReferencePath } from './compile-reference-path.ts'
export { compileTemplate } from './compile-template.ts'
export { compileTextExpression, isIntrinsicCall } from './compile-text-expression.ts'
export { nearestName } from './nearest-name.ts'
export { intrinsicNames } from './intrinsics/registry.ts'
export * from './jsonata.ts'
export { compileJsonata, evaluateRequest, isJsonataText } from './compile-jsonata.ts'
export { compileJsonataTemplate } from './compile-jsonata-template.ts'
export {
  internalFault,
  JsonataError,
  jsonataNothing,
  JsonataSyntaxError,
  jsonataUnexpectedType,
  limitReached,
} from './jsonata/jsonata-error.ts'
export { elsewhereMsMax } from './jsonata/limits.ts'
export { explainPlainMiss as explainJsonataMiss } from './jsonata/plain-path.ts'
export * from './search/index.ts'
