export * from './port.ts'
export {
  FunctionsConfigError,
  parseFunctionsConfig,
  type FunctionConfig,
  type FunctionsConfig,
} from './function-config.ts'
export { discoverFunctions, type FunctionSource } from './discover-functions.ts'
export type { FunctionLogEntry } from './function-log.ts'
export { functionArn, parseFunctionName, type FunctionName } from './function-name.ts'
export {
  openFunctions,
  type FunctionDefaults,
  type FunctionsOptions,
  type LocalFunctions,
} from './local-functions.ts'
export { functionsFrom } from './functions-from.ts'
export { registerInvokeRoute, type InvokeRouteOptions } from './invoke-api.ts'
export { remoteLambda, type RemoteLambdaOptions } from './remote-lambda.ts'
export { readInvocation, type InvocationFields } from './read-invocation.ts'
