export * from './diagnostic.ts'
export * from './machine.ts'
export * from './resource.ts'
