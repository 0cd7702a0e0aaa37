export * from './errors.ts'
export * from './port.ts'
export { giveMemoryBackWhenQuiet } from './quiet-heap.ts'
