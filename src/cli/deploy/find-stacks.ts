/** What `stepwell deploy TARGET` is to deploy: one template, the stacks of a cdk.out folder, or a Serverless package. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { UserError } from '../user-error.ts'
import { folderAssets } from './assets.ts'
import { readCdkOutput } from './read-cdk-output.ts'
import { readServerlessPackage, serverlessTemplate } from './read-serverless-package.ts'
import { readTemplate } from './read-template.ts'
import type { StackSource } from './stack-source.ts'

const samTemplates = [
  join('.aws-sam', 'build', 'template.yaml'),
  'template.yaml',
  'template.yml',
  'template.json',
]

/**
 * The stacks at a path, in the order in which they are deployed. `stackName` names the stack of a lone template. Throws
 * UserError where there is nothing to deploy.
 */
export function findStacks(target: string, stackName: string | undefined): readonly StackSource[] {
  const found = statSync(target, { throwIfNoEntry: false })
  if (!found)
    throw new UserError(
      `${target} is not there; expected a template, a cdk.out folder or a Serverless package.`,
    )
  if (!found.isDirectory()) return fileStacks(target, stackName)
  if (existsSync(join(target, 'manifest.json'))) return readCdkOutput(target)
  for (const folder of ['cdk.out']) {
    if (existsSync(join(target, folder, 'manifest.json'))) return readCdkOutput(join(target, folder))
  }
  for (const folder of ['.serverless', '.']) {
    const packed = join(target, folder)
    if (existsSync(join(packed, serverlessTemplate))) return [readServerlessPackage(packed, stackName)]
  }
  const template = samTemplates.map((name) => join(target, name)).find((path) => existsSync(path))
  if (template !== undefined) return [loneTemplate(template, stackName)]
  throw new UserError(
    `${target} has nothing to deploy: expected manifest.json (a cdk.out folder; "cdk synth" writes it), ` +
      `.serverless/${serverlessTemplate} ("serverless package" writes it), or ${samTemplates.join(' or ')}.`,
  )
}

function fileStacks(file: string, stackName: string | undefined): readonly StackSource[] {
  if (basename(file) === serverlessTemplate) return [readServerlessPackage(dirname(file), stackName)]
  if (basename(file) === 'manifest.json') return readCdkOutput(dirname(file))
  return [loneTemplate(file, stackName)]
}

function loneTemplate(file: string, stackName: string | undefined): StackSource {
  const template = readTemplate(file)
  return {
    name: stackName ?? defaultName(resolve(file)),
    template,
    assets: folderAssets(template.folder),
    parameters: new Map(),
    tags: {},
  }
}

/** The template's own name, or its folder's where it is just called "template". */
function defaultName(path: string): string {
  const file = basename(path, extname(path))
  const folder = path.replace(/\/\.aws-sam\/build\/[^/]+$/, '/template')
  const name = /^template(\.|$)/.test(file) ? basename(dirname(folder)) : file
  return name.replaceAll(/[^A-Za-z0-9-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|-+$/g, '') || 'stack'
}
