/** Compiles `io-shim.c` with the machine's C compiler. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The shim's file, or why there is none: the reason for which a test that needs it is skipped. */
export type Shim = { readonly file: string } | { readonly missing: string }

export function compileShim(): Shim {
  if (process.platform !== 'linux') return { missing: `the shim is for Linux, this is ${process.platform}` }
  const file = join(mkdtempSync(join(tmpdir(), 'stepwell-shim-')), 'io-shim.so')
  const source = join(import.meta.dirname, 'io-shim.c')
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', file, source, '-ldl'], { stdio: 'pipe' })
    return { file }
  } catch (error) {
    return { missing: `no C compiler made the shim: ${(error as Error).message}` }
  }
}
