import { ok, problem, type Finding } from './finding.ts'

const majorMin = 24

/** Type stripping and `node:sqlite` decide which Node it takes. */
export function checkNode(version: string = process.versions.node): Finding {
  if (Number(version.split('.')[0]) >= majorMin) return ok('node', `Node ${version}`)
  return problem('node', `Node ${version}`, {
    expected: `Node ${majorMin} or newer`,
    next: [
      'Install a newer Node from https://nodejs.org; in a checkout "npm ci" brings the right one along.',
    ],
  })
}
