/** A definition of 1,000 states as people write them: per ten states four tasks, with what handles their errors. */

const groups = 100

type Language = 'JSONPath' | 'JSONata'

/** `ROUND` stands in its expressions, for the bench to put something else there. */
export function largeDefinition(language: Language): object {
  const states: Record<string, object> = {}
  for (let group = 0; group < groups; group++) Object.assign(states, groupOf(language, group))
  return { Comment: 'A large definition', QueryLanguage: language, StartAt: 'Prepare0', States: states }
}

const handlers = {
  Retry: [
    {
      ErrorEquals: ['Lambda.ServiceException', 'Lambda.SdkClientException'],
      IntervalSeconds: 2,
      MaxAttempts: 6,
    },
    { ErrorEquals: ['States.Timeout'], MaxAttempts: 2, BackoffRate: 1.5, MaxDelaySeconds: 60 },
  ],
}

/** Ten states, the last of which goes on with the next ten. */
function groupOf(language: Language, group: number): Record<string, object> {
  const name = (state: string) => `${state}${group}`
  const isPath = language === 'JSONPath'
  const fields = isPath ? jsonPathFields(group) : jsonataFields(group)
  const last = group + 1 < groups ? { Next: `Prepare${group + 1}` } : { End: true }
  const failed = { ErrorEquals: ['States.ALL'], Next: name('Failed') }
  const charge = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...handlers }
  return {
    [name('Prepare')]: { Type: 'Pass', ...fields.prepare, Next: name('Charge') },
    [name('Charge')]: {
      ...charge,
      ...fields.task,
      Catch: [{ ...failed, ...fields.caught }],
      Next: name('Paid'),
    },
    [name('Paid')]: {
      Type: 'Choice',
      Choices: [{ ...fields.rule, Next: name('Ship') }],
      Default: name('Pause'),
    },
    [name('Pause')]: { Type: 'Wait', Seconds: 30, Next: name('Charge') },
    [name('Ship')]: { ...charge, ...fields.task, Next: name('Both') },
    [name('Both')]: {
      Type: 'Parallel',
      Branches: ['Tell', 'Count'].map((state) => ({
        StartAt: name(state),
        States: { [name(state)]: { ...charge, ...fields.task, End: true } },
      })),
      ...(isPath && { ResultPath: '$.both' }),
      Next: name('Close'),
    },
    [name('Close')]: { Type: 'Pass', ...fields.prepare, ...last },
    [name('Failed')]: { Type: 'Fail', Error: 'Failed', Cause: 'The order could not be charged.' },
  }
}

function jsonPathFields(group: number) {
  return {
    prepare: {
      Parameters: {
        'id.$': '$.order.id',
        'name.$': `States.Format('order {} of ROUND ${group}', $.order.id)`,
        'lines.$': '$.order.lines[*].sku',
      },
      ResultPath: '$.prepared',
    },
    task: {
      Parameters: {
        FunctionName: 'charge',
        Payload: { 'order.$': '$.order', 'attempt.$': '$$.State.RetryCount', key: `ROUND ${group}` },
      },
      ResultSelector: { 'paid.$': '$.Payload.paid', 'at.$': '$$.State.EnteredTime' },
      ResultPath: '$.charge',
      TimeoutSeconds: 60,
    },
    caught: { ResultPath: '$.error' },
    rule: {
      And: [
        { Variable: '$.charge.paid', BooleanEquals: true },
        { Not: { Variable: '$.order.total', NumericGreaterThan: group } },
      ],
    },
  }
}

function jsonataFields(group: number) {
  return {
    prepare: {
      Assign: { order: '{% $states.input.order %}' },
      Output: {
        id: '{% $states.input.order.id %}',
        name: `{% "order " & $states.input.order.id & " of ROUND ${group}" %}`,
        lines: '{% $states.input.order.lines[price > 5].sku %}',
      },
    },
    task: {
      Arguments: {
        FunctionName: 'charge',
        Payload: {
          order: '{% $order %}',
          attempt: '{% $states.context.State.RetryCount + ROUND %}',
          total: `{% $sum($order.lines.(price * quantity)) + ${group} %}`,
        },
      },
      Output: '{% $merge([$states.input, {"charge": $states.result.Payload}]) %}',
      TimeoutSeconds: 60,
    },
    caught: { Output: '{% {"error": $states.errorOutput, "order": $order} %}' },
    rule: { Condition: `{% $states.input.charge.paid and $order.total <= ${group} %}` },
  }
}
