/** The stack in a package of the Serverless Framework: its folder `.serverless` with a template and zip files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UserError } from '../user-error.ts'
import { folderAssets, type Assets } from './assets.ts'
import { readTemplate } from './read-template.ts'
import type { StackSource } from './stack-source.ts'

export const serverlessTemplate = 'cloudformation-template-update-stack.json'

/** Throws UserError where the template cannot be read. */
export function readServerlessPackage(folder: string, stackName: string | undefined): StackSource {
  return {
    name: stackName ?? stackNameIn(folder) ?? 'serverless',
    template: readTemplate(join(folder, serverlessTemplate)),
    assets: packedFiles(folder),
    parameters: new Map(),
    tags: {},
  }
}

/** `SERVICE-STAGE`, as the framework calls its stacks. */
function stackNameIn(folder: string): string | undefined {
  const file = join(folder, 'serverless-state.json')
  if (!existsSync(file)) return undefined
  const state = readState(file) as {
    readonly service?: {
      readonly service?: unknown
      readonly provider?: { readonly stage?: unknown; readonly stackName?: unknown }
    }
  }
  const { service, provider } = state.service ?? {}
  if (typeof provider?.stackName === 'string') return provider.stackName
  return typeof service === 'string' ? `${service}-${String(provider?.stage ?? 'dev')}` : undefined
}

function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file} is no JSON: ${(error as Error).message}; run "serverless package" again.`)
  }
}

/** By the last part of the key; a package with one zip file has all code in it, whatever the key is. */
function packedFiles(folder: string): Assets {
  const named = folderAssets(folder)
  const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'))
  const only = zips.length === 1 ? join(folder, basename(zips[0]!)) : undefined
  return { find: (key) => named.find(key) ?? only }
}
