/** What a Task state's `Resource` names, read once. */

export type Resource = LambdaResource | ActivityResource | ServiceResource

/** A function by its ARN, or by its bare name (local functions). The result is the function's bare payload. */
export interface LambdaResource {
  readonly kind: 'lambda'
  readonly functionName: string
}

export interface ActivityResource {
  readonly kind: 'activity'
  readonly arn: string
}

/** `arn:aws:states:::SERVICE:ACTION[.PATTERN]` and `arn:aws:states:::aws-sdk:SERVICE:ACTION[.PATTERN]`. */
export interface ServiceResource {
  readonly kind: 'service'
  readonly service: string
  readonly action: string
  readonly sdk: boolean
  readonly pattern: 'request-response' | 'sync' | 'sync:2' | 'waitForTaskToken'
}

const functionName = /^[A-Za-z0-9_-]{1,140}(:[A-Za-z0-9_$-]+)?$/
const serviceArn =
  /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/

/** Reads a Resource; undefined where it is none of the known forms. */
export function parseResource(text: string): Resource | undefined {
  if (/^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(:[^:]+)?$/.test(text)) {
    return { kind: 'lambda', functionName: text }
  }
  if (/^arn:[^:]+:states:[^:]+:[^:]+:activity:[^:]+$/.test(text)) return { kind: 'activity', arn: text }
  const service = serviceArn.exec(text)
  if (service) {
    return {
      kind: 'service',
      sdk: service[1] !== undefined,
      service: service[2]!,
      action: service[3]!,
      pattern: (service[4] as ServiceResource['pattern'] | undefined) ?? 'request-response',
    }
  }
  return functionName.test(text) ? { kind: 'lambda', functionName: text } : undefined
}

/** The names of the history's `resourceType` and `resource`: `aws-sdk:s3` and `listObjects.waitForTaskToken`. */
export function resourceNames(resource: ServiceResource): { resourceType: string; resource: string } {
  return {
    resourceType: resource.sdk ? `aws-sdk:${resource.service}` : resource.service,
    resource:
      resource.pattern === 'request-response' ? resource.action : `${resource.action}.${resource.pattern}`,
  }
}
