/** The stacks in a cdk.out folder: manifest.json names templates, and manifests of assets name files. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { listedAssets } from './assets.ts'
import { readTemplate } from './read-template.ts'
import type { StackSource } from './stack-source.ts'

interface Artifact {
  readonly type: string
  readonly properties?: {
    readonly templateFile?: string
    readonly stackName?: string
    readonly parameters?: Readonly<Record<string, string>>
    readonly tags?: Readonly<Record<string, string>>
    readonly file?: string
    readonly directoryName?: string
  }
  readonly dependencies?: readonly string[]
}

interface AssetsManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source?: { readonly path?: string }
        readonly destinations?: Readonly<Record<string, { readonly objectKey?: string }>>
      }
    >
  >
}

/** Throws UserError where the folder is not what `cdk synth` writes, or holds no stack. */
export function readCdkOutput(folder: string): readonly StackSource[] {
  const stacks = stacksIn(folder)
  if (stacks.length > 0) return stacks
  throw new UserError(`${join(folder, 'manifest.json')} lists no stack; expected what "cdk synth" writes.`)
}

function stacksIn(folder: string): readonly StackSource[] {
  const { artifacts } = readJson(join(folder, 'manifest.json')) as {
    readonly artifacts?: Readonly<Record<string, Artifact>>
  }
  const all = artifacts ?? {}
  // A stage is an assembly of its own, in a folder under this one.
  const nested = Object.values(all).flatMap(({ type, properties }) =>
    type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined
      ? stacksIn(join(folder, properties.directoryName))
      : [],
  )
  const assets = listedAssets(readAssets(folder, all))
  const stacks = inOrder(all).map((id): StackSource => {
    const { templateFile, stackName, parameters = {}, tags = {} } = all[id]!.properties ?? {}
    if (templateFile === undefined)
      throw new UserError(`${join(folder, 'manifest.json')}: the stack ${id} has no templateFile.`)
    return {
      name: stackName ?? id,
      template: readTemplate(join(folder, templateFile)),
      assets,
      // Where a parameter's value is an expression of CloudFormation, the template's default stands.
      parameters: new Map(Object.entries(parameters).filter((entry) => typeof entry[1] === 'string')),
      tags,
    }
  })
  return [...stacks, ...nested]
}

/** The names of the stacks, each behind those that it depends on. */
function inOrder(artifacts: Readonly<Record<string, Artifact>>): readonly string[] {
  const sorted = new Set<string>()
  const seen = new Set<string>()
  const visit = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    for (const other of artifacts[id]?.dependencies ?? []) visit(other)
    if (artifacts[id]?.type === 'aws:cloudformation:stack') sorted.add(id)
  }
  for (const id of Object.keys(artifacts)) visit(id)
  return [...sorted]
}

/** Files and folders by the key that they have in S3. */
function readAssets(
  folder: string,
  artifacts: Readonly<Record<string, Artifact>>,
): ReadonlyMap<string, string> {
  const byKey = new Map<string, string>()
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || properties?.file === undefined) continue
    const { files = {} } = readJson(join(folder, properties.file)) as AssetsManifest
    for (const { source, destinations = {} } of Object.values(files)) {
      if (source?.path === undefined) continue
      const path = join(folder, source.path)
      for (const { objectKey } of Object.values(destinations))
        if (objectKey !== undefined) byKey.set(objectKey, path)
    }
  }
  return byKey
}

function readJson(file: string): unknown {
  if (!existsSync(file)) throw new UserError(`${file} is not there; "cdk synth" writes it.`)
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    throw new UserError(`${file} is no JSON: ${(error as Error).message}`)
  }
}
