/**
 * The clients of AWS's SDK, each loaded when it is first needed: Stepwell ships a few, and whoever uses another service
 * installs its client beside the state machines, or beside Stepwell.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { $SchemaRef } from '@smithy/types'
import type { MiddlewareHolder, SdkOutput } from '../sdk-answer.ts'

/** A client's package, as far as every client has the same parts. */
export interface SdkPackage {
  /** Makes a client. */
  readonly open: (settings: object) => SdkClient
  /** The command of an action (`getObject`), or undefined where the client has none of that name. */
  readonly command: (action: string) => CommandClass | undefined
  /** Whether the service's model has an error of that name. */
  readonly modelsError: (name: string) => boolean
}

export interface SdkClient extends MiddlewareHolder {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<SdkOutput>
  destroy(): void
}

export type CommandClass = new (input: object) => { readonly schema?: OperationSchema }

/** The members of an operation's schema that are read here: what goes in and what comes out. */
export interface OperationSchema {
  readonly 4: () => $SchemaRef
  readonly 5: () => $SchemaRef
}

/** Thrown when a client is not installed. The message has the line that installs it. */
export class ClientNotInstalled extends Error {
  override readonly name = 'ClientNotInstalled'
}

/** Folders in which clients are looked for, after Stepwell's own: where the server was started. */
function requires(): readonly NodeJS.Require[] {
  return [import.meta.url, join(process.cwd(), 'package.json')].map((from) => createRequire(from))
}

/** Whether a call of the service could be made. */
export function isClientInstalled(packageName: string): boolean {
  return requires().some((require) => {
    try {
      require.resolve(packageName)
      return true
    } catch {
      return false
    }
  })
}

/** The line to type for a client that is not there. */
export function installLine(packageName: string): string {
  return `npm install ${packageName}`
}

/** Loads a client's package. Throws ClientNotInstalled. */
export function loadClient(packageName: string): SdkPackage {
  for (const require of requires()) {
    try {
      return readPackage(require(packageName) as Readonly<Record<string, unknown>>)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'MODULE_NOT_FOUND' || !message.includes(packageName)) throw error
    }
  }
  throw new ClientNotInstalled(
    `The AWS SDK client of this service is not installed. Install it where the server is started, with: ${installLine(packageName)}`,
  )
}

function readPackage(exported: Readonly<Record<string, unknown>>): SdkPackage {
  const commands = new Map<string, CommandClass>()
  for (const [name, value] of Object.entries(exported)) {
    if (name.endsWith('Command') && name !== '$Command')
      commands.set(name.toLowerCase(), value as CommandClass)
  }
  // `S3`, beside which are `S3Client` and, for errors that the model lacks, `S3ServiceException`.
  const service = Object.keys(exported).find((name) => isServiceName(name, exported))!
  const base = exported[`${service}ServiceException`] as ErrorClass
  const Client = exported[`${service}Client`] as new (settings: object) => SdkClient
  return {
    open: (settings) => new Client(settings),
    command: (action) => commands.get(`${action.toLowerCase()}command`),
    modelsError: (name) => {
      const found = exported[name]
      return typeof found === 'function' && found !== base && found.prototype instanceof base
    },
  }
}

type ErrorClass = abstract new (...args: never[]) => Error

function isServiceName(name: string, exported: Readonly<Record<string, unknown>>): boolean {
  return `${name}Client` in exported && `${name}ServiceException` in exported
}
