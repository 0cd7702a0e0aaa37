import type { Checkup } from './checkup.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

/** A signature is refused when the clocks differ by more than this, as on AWS. */
const skewMsMax = 15 * 60_000
/** Headers tell whole seconds, and machines that keep time differ by less. */
const skewMsUsual = 5000

/** The server's clock against that of this machine, by the Date header; nothing where no server answers. */
export function checkClock({ server }: Checkup): readonly Finding[] {
  if (server?.skewMs === undefined) return []
  const seconds = Math.round(Math.abs(server.skewMs) / 1000)
  const found = `the server's clock is ${seconds} s ${server.skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  if (Math.abs(server.skewMs) <= skewMsUsual) return [ok('clock', 'the clocks agree')]
  const mend = {
    expected: 'less than 5 s',
    next: [
      'Let both machines keep time by NTP (timedatectl set-ntp true); timers and signatures follow the clock.',
    ],
  }
  return [Math.abs(server.skewMs) > skewMsMax ? problem('clock', found, mend) : warning('clock', found, mend)]
}
