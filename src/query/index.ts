export * from './path.ts'
export * from './scope.ts'
export * from './template.ts'
