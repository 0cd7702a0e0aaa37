/**
 * How each SDK is told not to put `sync-` before the host name for StartSyncExecution and TestState.
 *
 * Tried with @aws-sdk/client-sfn 3.1163, boto3 1.43 and AWS CLI 1.45; the others are as their documentation has it
 * (AWS SDKs and Tools Reference Guide, "Host prefix injection", and the clients' own references).
 */
export interface SyncPrefixFix {
  readonly client: string
  readonly fix: string
  /** Whether AWS_DISABLE_HOST_PREFIX_INJECTION=true is enough. */
  readonly readsVariable: boolean
}

export const syncPrefixFixes: readonly SyncPrefixFix[] = [
  { client: 'JavaScript', fix: 'new SFNClient({ endpoint, disableHostPrefix: true })', readsVariable: false },
  {
    client: 'Python (boto3)',
    fix: "boto3.client('stepfunctions', config=Config(inject_host_prefix=False))",
    readsVariable: true,
  },
  {
    client: 'AWS CLI of 2025 or newer',
    fix: 'export AWS_DISABLE_HOST_PREFIX_INJECTION=true; an older one needs the hosts entry below',
    readsVariable: true,
  },
  {
    client: 'Java 2.x',
    fix: 'overrideConfiguration(c -> c.putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))',
    readsVariable: false,
  },
  {
    client: 'Go v2',
    fix: 'an Initialize middleware that calls smithyhttp.DisableEndpointHostPrefix(ctx, true)',
    readsVariable: false,
  },
  {
    client: '.NET',
    fix: 'new AmazonStepFunctionsConfig { DisableHostPrefixInjection = true }',
    readsVariable: false,
  },
  {
    client: 'Ruby',
    fix: 'Aws::States::Client.new(disable_host_prefix_injection: true)',
    readsVariable: false,
  },
  { client: 'PHP', fix: "new SfnClient(['disable_host_prefix_injection' => true])", readsVariable: false },
]
