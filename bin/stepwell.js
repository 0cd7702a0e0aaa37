#!/usr/bin/env node
/**
 * Starts Stepwell on a Node that can run it.
 *
 * Node 24 is needed (type stripping, `node:sqlite`). On an older one this file runs itself again on the Node that the
 * checkout pins (`node_modules/node`), passing signals on and giving back the exit code. Plain JavaScript that
 * Node 16 can read, so that the message about an old Node is what people with an old Node see.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const nodeMajorMin = 24
const supervised = 'STEPWELL_SUPERVISED'
const pinnedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) {
  if (process.env[supervised] !== undefined) dieWithParent()
  // Later starts find the source without its types, and compiled, in the temporary folder; by the variable, threads do too.
  const { directory } = module.enableCompileCache()
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory
  await import(entry())
} else if (existsSync(pinnedNode) && realpathSync(pinnedNode) !== realpathSync(process.execPath)) {
  runOnPinnedNode()
} else {
  console.error(
    `stepwell: this is Node ${process.versions.node} (${process.execPath}), but Stepwell needs Node ${nodeMajorMin} or newer.\n` +
      `Install a newer Node from https://nodejs.org; in a checkout, "npm ci" brings the right one along.`,
  )
  process.exitCode = 1
}

/** The source in a checkout, the compiled files in an installed package (where Node refuses to strip types). */
function entry() {
  const source = new URL('../src/cli/main.ts', import.meta.url)
  return existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href
}

/**
 * The child leads its own process group, so that a Ctrl-C in the terminal reaches it once, through us; the channel
 * between us tells it when we were killed without a chance to pass that on.
 */
function runOnPinnedNode() {
  const child = spawn(pinnedNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, [supervised]: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    console.error(`stepwell: could not run ${pinnedNode}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]))
}

function dieWithParent() {
  delete process.env[supervised]
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel?.unref()
}
