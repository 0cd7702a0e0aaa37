/**
 * `arn:aws:states:::aws-sdk:SERVICE:ACTION`, for every service that AWS's SDK has a client of.
 *
 * Names of parameters, results and errors are those of AWS's SDK for Java 2 (feature map 4.6; recorded:
 * services.aws_sdk_task_service, error_handling.aws_sdk).
 */
import { AslError, isObject } from '#base'
import type { Integration } from '../port.ts'
import { refused } from '../parameters.ts'
import type { AwsAccess } from '../service-client.ts'
import { sdkStyle } from './integration-style.ts'
import { isRefusedAction } from './refused-actions.ts'
import { sdkCaller } from './sdk-caller.ts'
import { sdkServiceError } from './sdk-service-error.ts'
import { sdkService } from './sdk-services.ts'

export function awsSdkIntegration(access: AwsAccess = {}): Integration {
  const send = sdkCaller(access)
  return {
    service: 'aws-sdk',
    actions: {},
    open: true,
    async call(call) {
      const { parameters, resource } = call
      if (isRefusedAction(resource.service, resource.action)) return notOffered(resource)
      if (!isObject(parameters))
        return refused(parameters, ["The value of the field 'Parameters' has an invalid format"])
      const service = sdkService(resource.service)
      const answered = await send({
        call,
        service,
        parameters,
        style: sdkStyle,
        failed: (thrown, modelled) => sdkServiceError({ service, action: resource.action, thrown, modelled }),
      })
      return answered instanceof AslError ? answered : { output: answered.output }
    },
  }
}

function notOffered({ service, action }: { readonly service: string; readonly action: string }): AslError {
  return new AslError(
    'States.Runtime',
    `AWS Step Functions has no SDK integration aws-sdk:${service}:${action}: it answers with a stream of events or ` +
      'hands out credentials. Call it from a function.',
  )
}
