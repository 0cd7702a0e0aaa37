/** Errors across threads: a structured clone keeps no class, so the name travels and picks it again. */
import {
  StoreFenced,
  StoreKeyMissing,
  StoreLocked,
  StorePoisoned,
  StoreTooNew,
  StoreUnavailable,
} from '../../errors.ts'
import type { ErrorCells } from './messages.ts'

const classes = { StoreFenced, StoreKeyMissing, StoreLocked, StorePoisoned, StoreTooNew, StoreUnavailable }

export function toCells(error: unknown): ErrorCells {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const known = error.name in classes
  // A programmer's error keeps its stack, for nobody else will see the worker's.
  return { name: error.name, message: known ? error.message : (error.stack ?? error.message) }
}

export function fromCells({ name, message }: ErrorCells): Error {
  const known = (classes as Record<string, new (message: string) => Error>)[name]
  if (known !== undefined) return new known(message)
  const error = new Error(message)
  error.name = name
  return error
}
