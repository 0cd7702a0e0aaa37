/** How the two families of AWS's integrations write what a service's model says. */
import { memberName } from './java-names.ts'

export interface IntegrationStyle {
  /** The names of a model's member, the one that answers have first; parameters may have any of them. */
  readonly names: (modelled: string) => readonly string[]
  /** What a member of bytes is in JSON. */
  readonly blobs: 'text' | 'base64'
  /** What a date is in JSON; ISO 8601 where it is absent. */
  readonly dates?: 'milliseconds'
}

/** `aws-sdk:…`, which speaks through AWS's SDK for Java 2; the model's own names are taken as well. */
export const sdkStyle: IntegrationStyle = {
  names: (modelled) => [memberName(modelled), capitalized(modelled)],
  blobs: 'text',
}

/** The optimized integrations, which speak through its SDK for Java 1 and name members as the model does. */
export const optimizedStyle: IntegrationStyle = {
  names: (modelled) => [capitalized(modelled)],
  blobs: 'base64',
}

function capitalized(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1)
}
