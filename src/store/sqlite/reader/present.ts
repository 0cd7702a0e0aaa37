/** The members of a row that are not null: in the port, what is absent has no member. */
export function present<T extends object>(columns: T): { readonly [K in keyof T]?: Exclude<T[K], null> } {
  const members: Partial<T> = {}
  for (const key of Object.keys(columns) as (keyof T)[])
    if (columns[key] !== null) members[key] = columns[key]
  return members as { [K in keyof T]?: Exclude<T[K], null> }
}
