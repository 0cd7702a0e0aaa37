/** What AWS's SDK integrations leave out: answers that are streams of events, and calls that hand out credentials. */

const refused: Readonly<Record<string, RegExp>> = {
  bedrockruntime: /^(invokeModelWithResponseStream|invokeModelWithBidirectionalStream|converseStream)$/,
  bedrockagentruntime:
    /^(invokeAgent|invokeFlow|invokeInlineAgent|optimizePrompt|retrieveAndGenerateStream)$/,
  cloudwatchlogs: /^(startLiveTail|getLogObject)$/,
  kinesis: /^subscribeToShard$/,
  lambda: /^(invokeAsync|invokeWithResponseStream)$/,
  lexruntimev2: /^startConversation$/,
  qbusiness: /^chat$/,
  rdsdata: /^executeSql$/,
  s3: /^selectObjectContent$/,
  sagemakerruntime: /^invokeEndpointWithResponseStream$/,
  sts: /^assumeRole/,
}

/** Whether AWS refuses an SDK integration of that service and action. */
export function isRefusedAction(service: string, action: string): boolean {
  return refused[service]?.test(action) ?? false
}
