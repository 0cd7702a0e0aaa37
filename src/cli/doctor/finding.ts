/** What one check of `stepwell doctor` says. */
export interface Finding {
  /** What was checked: `node`, `clock`. */
  readonly check: string
  readonly status: 'ok' | 'warning' | 'problem'
  readonly found: string
  /** What was expected; of what is not ok. */
  readonly expected?: string
  /** What to do, a sentence each; the first one is the usual way. */
  readonly next?: readonly string[]
}

export function ok(check: string, found: string): Finding {
  return { check, status: 'ok', found }
}

/** Something that works, but hardly as wanted. */
export function warning(check: string, found: string, mend: Mend): Finding {
  return { check, status: 'warning', found, ...mend }
}

/** Something that does not work. */
export function problem(check: string, found: string, mend: Mend): Finding {
  return { check, status: 'problem', found, ...mend }
}

interface Mend {
  readonly expected: string
  readonly next: readonly string[]
}
