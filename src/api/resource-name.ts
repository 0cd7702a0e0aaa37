/** The rule for names of state machines, executions, activities and workers. */
import { InvalidName } from './errors.ts'

// Blanks, brackets, wildcards, the special characters, controls, non-characters and everything beyond the BMP.
// oxlint-disable-next-line no-control-regex
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/

/** Throws InvalidName where the name has a character that names may not have. */
export function checkName(name: string): void {
  if (forbidden.test(name)) throw new InvalidName(name)
}
