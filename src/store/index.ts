export * from './errors.ts'
export * from './port.ts'
export { giveMemoryBackWhenQuiet } from './quiet-heap.ts'
export { keepHeapSmall } from './small-heap.ts'
