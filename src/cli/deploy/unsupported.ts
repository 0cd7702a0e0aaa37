/** Why a resource is not made, and what to do instead. */

const reasons: readonly (readonly [prefix: string, reason: string])[] = [
  ['AWS::IAM::', "nothing to do: what a caller may do is a matter of the server's keys (--keys)"],
  ['AWS::CDK::Metadata', 'nothing to do: it tells AWS about the CDK'],
  [
    'AWS::Lambda::Version',
    'nothing to do: a function has one code here, and every version and alias of it runs that',
  ],
  [
    'AWS::Lambda::Alias',
    'nothing to do: a function has one code here, and every version and alias of it runs that',
  ],
  ['AWS::Lambda::Permission', 'nothing to do: functions take the calls of this server'],
  ['AWS::Lambda::Url', 'not set up; call the function through the Invoke API'],
  ['AWS::Lambda::LayerVersion', 'not set up; put what the functions need of it into their code'],
  ['AWS::Lambda::EventSourceMapping', 'not set up; let whatever has the events start an execution'],
  ['AWS::Logs::LogGroup', "nothing to do: log events are in the server's log"],
  ['AWS::Logs::', 'not made; AWS makes it'],
  ['AWS::S3::BucketPolicy', 'nothing to do: local S3 has no policies'],
  [
    'AWS::S3::Bucket',
    'not made; stepwell.config.yaml has services: buckets for the local S3 of "stepwell dev"',
  ],
  ['AWS::SQS::QueuePolicy', 'nothing to do: local SQS has no policies'],
  [
    'AWS::SQS::Queue',
    'not made; stepwell.config.yaml has services: queues for the local SQS of "stepwell dev"',
  ],
  ['AWS::SNS::TopicPolicy', 'nothing to do: local SNS has no policies'],
  [
    'AWS::SNS::Topic',
    'not made; stepwell.config.yaml has services: topics for the local SNS of "stepwell dev"',
  ],
  [
    'AWS::SNS::Subscription',
    'not made; stepwell.config.yaml has services: subscriptions for the local SNS of "stepwell dev"',
  ],
  ['AWS::Events::', 'not set up; let whatever makes the event call StartExecution'],
  ['AWS::Scheduler::', 'not set up; let a scheduler of your own (cron) call StartExecution'],
  ['AWS::CloudWatch::', "nothing to do: the server's figures are at /metrics"],
  [
    'AWS::CloudFormation::Stack',
    'its template is not among the files beside this one; deploy it by itself, with --parameter for what its parent gives it',
  ],
  [
    'AWS::Serverless::Application',
    'it is kept in a repository of AWS; download its template, and deploy that by itself',
  ],
  [
    'Custom::',
    'a custom resource is a program that AWS runs at deployment; do its work by hand, or give what it returns with --parameter',
  ],
  [
    'AWS::CloudFormation::CustomResource',
    'a custom resource is a program that AWS runs at deployment; do its work by hand',
  ],
]

/** A sentence for a type that Stepwell does not make. */
export function whyNotMade(type: string): string {
  const found = reasons.find(([prefix]) => type.startsWith(prefix))
  return (
    found?.[1] ??
    'not made: it is no part of Step Functions; make it where the workflows reach it (AWS, or an endpoint of AWS_ENDPOINT_URL)'
  )
}

/** Whether nothing is lost: a plan tells these in one line. */
export function isNothingToDo(reason: string): boolean {
  return reason.startsWith('nothing to do')
}
