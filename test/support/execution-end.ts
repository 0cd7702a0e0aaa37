import type { DescribeExecutionCommandOutput, SFN } from '@aws-sdk/client-sfn'

/** Asks until the execution has ended: every question is one that the server answers meanwhile. */
export async function executionEnd(
  client: SFN,
  executionArn: string,
): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const described = await client.describeExecution({ executionArn })
    if (described.status !== 'RUNNING') return described
  }
}
