/** Whether a path reads a variable (`$name`), which only definitions with Assign have. */
export function usesVariable(path: string): boolean {
  return /^\$[\p{L}_]/u.test(path)
}
