/** The data directory: there, writable, with space, not another server's, and of a version that can be read. */
import { inspectStore } from '#store/sqlite'
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Checkup } from './checkup.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

const mebibyte = 1024 * 1024
/** A server stops acknowledging when the disk is full; a checkpoint needs some of it. */
const freeBytesMin = 100 * mebibyte
const freeBytesWanted = 1024 * mebibyte

export function checkDataDirectory(checkup: Checkup): readonly Finding[] {
  const directory = resolve(checkup.dataDirectory)
  if (!existsSync(directory)) return [absent(directory, checkup)]
  if (!statSync(directory).isDirectory()) {
    return [
      problem('data', `${directory} is a file`, {
        expected: 'a directory',
        next: ['Name another one with --data.'],
      }),
    ]
  }
  return [writable('data', directory), space(directory), ...store(directory, checkup)]
}

/** The first server makes it, if it may. */
function absent(directory: string, { dataIsNamed }: Checkup): Finding {
  if (!dataIsNamed) return ok('data', `${directory} is not there yet; the first start makes it`)
  const parent = existingParent(directory)
  const finding = writable('data', parent)
  if (finding.status !== 'ok') return finding
  return warning('data', `${directory} is not there`, {
    expected: 'the data directory of a server',
    next: ['Correct --data; or start the server, which makes it.'],
  })
}

function existingParent(path: string): string {
  const parent = dirname(path)
  return existsSync(parent) ? parent : existingParent(parent)
}

function writable(check: string, directory: string): Finding {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok(check, `${directory} can be written`)
  } catch {
    return problem(check, `${directory} cannot be written by this user`, {
      expected: 'a directory that the server may write',
      next: [`Run: chown -R "$(id -u)" ${directory}`, 'Or name another one with --data.'],
    })
  }
}

function space(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory)
  const free = bavail * bsize
  const found = `${Math.round(free / mebibyte)} MiB free`
  if (free >= freeBytesWanted) return ok('disk', found)
  const mend = {
    expected: `${freeBytesWanted / mebibyte} MiB or more`,
    next: [
      'Make room on the disk, keep closed executions for a shorter time (--retention), or move the directory.',
    ],
  }
  return free < freeBytesMin ? problem('disk', found, mend) : warning('disk', found, mend)
}

function store(directory: string, { server }: Checkup): readonly Finding[] {
  try {
    const inspected = inspectStore(directory)
    if (!inspected) return []
    const { version, newestVersion, owner } = inspected
    const older = version < newestVersion ? `; the next start brings it to ${newestVersion}` : ''
    return [ok('store', `layout version ${version}${older}`), lock(directory, owner, server !== undefined)]
  } catch (error) {
    return [
      problem('store', (error as Error).message, {
        expected: 'a store that this release can read',
        next: ['Follow the message, or restore a backup: stepwell restore BACKUP --data DIR'],
      }),
    ]
  }
}

/** A directory that has an owner is as it should be while the server answers, and a riddle when it does not. */
function lock(directory: string, owner: string | undefined, answers: boolean): Finding {
  if (owner === undefined) return ok('lock', 'no server has the data directory')
  if (answers) return ok('lock', `process ${owner} has the data directory`)
  return warning('lock', `process ${owner} has ${directory}, but no server answers at the endpoint`, {
    expected: 'a server that answers, or a directory that is free',
    next: [`Name the server's address with --endpoint, or stop it: kill ${owner}`],
  })
}
