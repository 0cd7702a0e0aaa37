import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, Payload, type Json, type JsonObject } from '#base'
import { chain, detailsOf, oneLine, service, task } from '../test-machine.ts'
import { answerEvent, Later, play, Player, startedAt } from '../test-play.ts'

const activityArn = 'arn:aws:states:us-east-1:000000000000:activity:press'
const activity = (more: JsonObject = {}) => ({ Type: 'Task', Resource: activityArn, ...more })
const activities = { [activityArn]: 7 }
const output = (value: Json) => Payload.fromValue(value)

suite('the events of a task', () => {
  test('that calls a function', () => {
    const state = task('arn:aws:lambda:us-east-1:000000000000:function:f', { TimeoutSeconds: 9 })
    const { sequence, history } = play(chain({ S: state }), { k: 1 }, { tasks: () => 2 })
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:LambdaFunctionScheduled 4<3:LambdaFunctionStarted
        5<4:LambdaFunctionSucceeded 6<5:TaskStateExited 7<6:ExecutionSucceeded`),
    )
    assert.deepEqual(detailsOf(history, 'LambdaFunctionScheduled'), [
      { resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', input: { k: 1 }, timeoutInSeconds: 9 },
    ])
    assert.deepEqual(detailsOf(history, 'LambdaFunctionStarted'), [{}])
  })

  test('that calls a service', () => {
    const state = service('aws-sdk:s3:listObjects', {
      Parameters: { Bucket: 'b' },
      HeartbeatSeconds: 5,
      TimeoutSeconds: 9,
      Credentials: { 'RoleArn.$': '$.role' },
    })
    const { sequence, history } = play(chain({ S: state }), { role: 'arn:r' }, { tasks: () => 2 })
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:TaskScheduled 4<3:TaskStarted 5<4:TaskSucceeded
        6<5:TaskStateExited 7<6:ExecutionSucceeded`),
    )
    const names = { resourceType: 'aws-sdk:s3', resource: 'listObjects' }
    assert.deepEqual(detailsOf(history, 'TaskScheduled'), [
      {
        ...names,
        region: 'us-east-1',
        parameters: { Bucket: 'b' },
        timeoutInSeconds: 9,
        heartbeatInSeconds: 5,
        taskCredentials: { roleArn: 'arn:r' },
      },
    ])
    assert.deepEqual(detailsOf(history, 'TaskStarted'), [names])
    assert.deepEqual(detailsOf(history, 'TaskSucceeded'), [{ ...names, output: 2 }])
  })

  test('that waits for a token', () => {
    const player = new Player(chain({ S: service('sqs:sendMessage.waitForTaskToken') }), {})
    player.run()
    const place = player.taskIn('S')
    assert.equal(player.send({ type: 'TaskSubmitted', ...place, output: output({ id: 1 }) }).task, 'done')
    player.send(answerEvent(place, 'approved'))
    assert.equal(
      player.run().sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:TaskScheduled 4<3:TaskStarted 5<4:TaskSubmitted
        6<5:TaskSucceeded 7<6:TaskStateExited 8<7:ExecutionSucceeded`),
    )
    const names = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' }
    assert.deepEqual(detailsOf(player.history, 'TaskSubmitted'), [{ ...names, output: { id: 1 } }])
    assert.equal(player.run().output, 'approved')
  })

  test('that an activity worker does', () => {
    const player = new Player(
      chain({ S: activity({ HeartbeatSeconds: 5, TimeoutSeconds: 9 }) }),
      { k: 1 },
      {
        activities,
        forgetful: true,
      },
    )
    player.run()
    const place = player.taskIn('S')
    assert.deepEqual(player.lastTurn.commands, [], 'nothing is sent: a worker comes for it')
    player.send({ type: 'ActivityTaskStarted', ...place, workerName: 'w' })
    player.send(answerEvent(place, 2))
    assert.equal(
      player.run().sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:ActivityScheduled 4<3:ActivityStarted
        5<4:ActivitySucceeded 6<5:TaskStateExited 7<6:ExecutionSucceeded`),
    )
    assert.deepEqual(detailsOf(player.history, 'ActivityScheduled'), [
      { resource: activityArn, input: { k: 1 }, timeoutInSeconds: 9, heartbeatInSeconds: 5 },
    ])
    assert.deepEqual(detailsOf(player.history, 'ActivityStarted'), [{ workerName: 'w' }])
  })

  test('whose activity does not exist: nothing is scheduled', () => {
    const { sequence, error, cause } = play(chain({ S: activity() }), {})
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:ExecutionFailed')
    assert.equal(error, 'States.Runtime')
    assert.equal(
      cause,
      `An error occurred while executing the state 'S' (entered at the event id #2). The activity ${activityArn} does not exist.`,
    )
  })

  test('that fails and is not caught: the state has no Exited event', () => {
    const failed = { tasks: () => new AslError('E', 'why') }
    for (const [state, names] of [
      [task('f'), 'LambdaFunctionScheduled 4<3:LambdaFunctionStarted 5<4:LambdaFunctionFailed'],
      [service('sns:publish'), 'TaskScheduled 4<3:TaskStarted 5<4:TaskFailed'],
    ] as const) {
      const { sequence, error, cause, history } = play(chain({ S: state }), {}, failed)
      assert.equal(sequence, `1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:${names} 6<5:ExecutionFailed`)
      assert.deepEqual({ error, cause }, { error: 'E', cause: 'why' })
      assert.deepEqual(detailsOf(history, 'ExecutionFailed'), [{ error: 'E', cause: 'why' }])
    }
  })
})

suite('the clocks of a task', () => {
  const after = ({ at }: { at: number }) => (at - startedAt) / 1000

  test('TimeoutSeconds ends it with States.Timeout without a cause, and nobody waits for it any more', () => {
    const played = play(chain({ S: task('f', { TimeoutSeconds: 10 }) }))
    assert.equal(after(played), 10)
    assert.deepEqual(
      { error: played.error, cause: played.cause },
      { error: 'States.Timeout', cause: undefined },
    )
    assert.match(played.sequence, /4<3:LambdaFunctionStarted 5<4:LambdaFunctionTimedOut 6<5:ExecutionFailed$/)
    assert.deepEqual(detailsOf(played.history, 'LambdaFunctionTimedOut'), [{ error: 'States.Timeout' }])
  })

  test('a caught timeout leaves the state, and the task is cancelled', () => {
    const catchers = [{ ErrorEquals: ['States.Timeout'], Next: 'W' }]
    const player = new Player(
      chain({
        S: service('sns:publish', { TimeoutSeconds: 10, Catch: catchers }),
        W: { Type: 'Wait', Seconds: 1 },
      }),
      {},
    )
    const { frameId, taskId } = { frameId: 1, taskId: 3 }
    const played = player.run(startedAt + 10_000)
    assert.deepEqual(player.lastTurn.commands, [{ type: 'CancelTask', frameId, taskId }])
    assert.match(
      played.sequence,
      /4<3:TaskStarted 5<4:TaskTimedOut 6<5:TaskStateExited 7<6:WaitStateEntered$/,
    )
  })

  test('TimeoutSecondsPath and HeartbeatSecondsPath read the input that InputPath has left', () => {
    const paths = { InputPath: '$.in', TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h' }
    const input = { in: { t: 20, h: 5 } }
    const { history, at } = play(chain({ S: service('sns:publish', paths) }), input)
    const [{ timeoutInSeconds, heartbeatInSeconds } = {}] = detailsOf(history, 'TaskScheduled')
    assert.deepEqual([timeoutInSeconds, heartbeatInSeconds], [20, 5])
    assert.equal(after({ at }), 5)
  })

  const wrong: readonly [value: Json | undefined, cause: string][] = [
    [0, 'The F parameter does not reference a positive integer value: $.s == 0'],
    [-1, 'The F parameter does not reference a positive integer value: $.s == -1'],
    [1.5, 'The F parameter does not reference a positive integer value: $.s == 1.5'],
    ['7', 'The F parameter does not reference a positive integer value: $.s == "7"'],
    [null, 'The F parameter does not reference a positive integer value: $.s == null'],
    [undefined, "Invalid path '$.s' : No results for path: $['s']"],
  ]
  for (const field of ['TimeoutSecondsPath', 'HeartbeatSecondsPath']) {
    for (const [value, cause] of wrong) {
      test(`${field} at ${JSON.stringify(value) ?? 'nothing'} fails before anything is scheduled`, () => {
        const input = value === undefined ? {} : { s: value }
        const played = play(chain({ S: task('f', { [field]: '$.s' }) }), input)
        assert.equal(played.error, 'States.Runtime')
        assert.ok(played.cause!.endsWith(cause.replace('The F', `The ${field}`)), played.cause)
        assert.equal(played.sequence, '1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:ExecutionFailed')
      })
    }
  }

  test('a heartbeat puts the missed one off, writes nothing, and leaves the timeout as it is', () => {
    const player = new Player(chain({ S: task('f', { TimeoutSeconds: 12, HeartbeatSeconds: 5 }) }), {})
    for (const seconds of [4, 8, 11]) {
      player.run(startedAt + seconds * 1000 - 1)
      player.now = startedAt + seconds * 1000
      const turn = player.send({ type: 'TaskHeartbeatReceived', ...player.taskIn('S') })
      assert.deepEqual([turn.task, turn.history], ['done', []])
    }
    const played = player.run()
    assert.equal(after(played), 12)
    assert.equal(played.error, 'States.Timeout')
  })

  test('a missed heartbeat is reported as States.Timeout, and meant by States.HeartbeatTimeout as well', () => {
    const run = (name: string) => {
      const catchers = [{ ErrorEquals: [name], Next: 'Done' }]
      const state = service('sns:publish', { TimeoutSeconds: 20, HeartbeatSeconds: 5, Catch: catchers })
      return play(chain({ S: state, Done: { Type: 'Pass' } }))
    }
    for (const name of ['States.HeartbeatTimeout', 'States.Timeout']) {
      const { output: found, history, at } = run(name)
      assert.deepEqual(found, { Error: 'States.Timeout', Cause: null })
      assert.equal(after({ at }), 5)
      assert.equal(detailsOf(history, 'TaskTimedOut')[0]!['error'], 'States.Timeout')
    }
    assert.equal(run('States.TaskFailed').error, 'States.Timeout')
  })

  test('a missed heartbeat is known as one by the Parallel around it', () => {
    const branch = chain({ S: task('f', { TimeoutSeconds: 20, HeartbeatSeconds: 5 }) })
    const catchers = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Done' }]
    const states = { P: { Type: 'Parallel', Branches: [branch], Catch: catchers }, Done: { Type: 'Succeed' } }
    assert.equal(play(chain(states)).status, 'SUCCEEDED')
  })

  test("an activity's clocks begin when a worker fetches it", () => {
    const player = new Player(
      chain({ S: activity({ TimeoutSeconds: 10, HeartbeatSeconds: 4 }) }),
      {},
      { activities },
    )
    assert.equal(player.run().status, 'RUNNING', 'it may wait in the queue for ever')
    player.now += 1_000_000
    player.send({ type: 'ActivityTaskStarted', ...player.taskIn('S') })
    assert.equal(after(player.run()), 1004)
    assert.deepEqual(detailsOf(player.history, 'ActivityTimedOut'), [{ error: 'States.Timeout' }])
    assert.deepEqual(detailsOf(player.history, 'ActivityStarted'), [{}])
  })

  test('every attempt has clocks of its own', () => {
    const retry = { Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 3, MaxAttempts: 1 }] }
    assert.equal(after(play(chain({ S: task('f', { TimeoutSeconds: 10, ...retry }) }))), 23)
  })

  test('an answer in time stops them', () => {
    const states = {
      S: task('f', { TimeoutSeconds: 10, HeartbeatSeconds: 9 }),
      W: { Type: 'Wait', Seconds: 60 },
    }
    const { status } = play(chain(states), {}, { tasks: () => new Later(8, 1) })
    assert.equal(status, 'SUCCEEDED')
  })
})

suite('an answer that is out of date', () => {
  const wait = { W: { Type: 'Wait', Seconds: 60 } }

  test('changes nothing when it comes twice, or after the state was left', () => {
    const player = new Player(chain({ S: task('f'), ...wait }), {})
    player.run(startedAt)
    const place = player.taskIn('S')
    assert.equal(player.send(answerEvent(place, 1)).task, 'done')
    for (const event of [
      answerEvent(place, 2),
      answerEvent(place, new AslError('E', '')),
      { type: 'TaskHeartbeatReceived', ...place } as const,
      { type: 'TaskSubmitted', ...place, output: output(1) } as const,
      { type: 'ActivityTaskStarted', ...place } as const,
    ]) {
      const { task: found, history, frames, commands } = player.send(event)
      assert.deepEqual([found, history, frames, commands], ['unknown', [], [], []])
    }
    assert.equal(player.run().output, 1)
  })

  test('changes nothing when it is that of another attempt', () => {
    const retry = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5 }] }
    const player = new Player(chain({ S: task('f', retry) }), {})
    player.run(startedAt)
    const first = player.taskIn('S')
    player.send(answerEvent(first, new AslError('E', '')))
    assert.equal(player.send(answerEvent(first, 'between the attempts')).task, 'unknown')
    player.run(startedAt + 5000)
    assert.notEqual(player.taskIn('S').taskId, first.taskId)
    assert.equal(player.send(answerEvent(first, 'during the next')).task, 'unknown')
    player.send(answerEvent(player.taskIn('S'), 'second'))
    assert.equal(player.run().output, 'second')
  })

  for (const forgetful of [false, true]) {
    test(`is unknown when its frame is gone${forgetful ? ' from the store' : ''}`, () => {
      const branches = [
        chain({ S: task('f') }),
        chain({ F: { Type: 'Wait', Seconds: 1, Next: 'X' }, X: { Type: 'Fail' } }),
      ]
      const catchers = [{ ErrorEquals: ['States.ALL'], Next: 'W' }]
      const player = new Player(
        chain({ P: { Type: 'Parallel', Branches: branches, Catch: catchers }, ...wait }),
        {},
        { forgetful },
      )
      player.run(startedAt)
      const place = player.taskIn('S')
      player.run(startedAt + 1000)
      assert.equal(player.send(answerEvent(place, 1)).task, 'unknown')
      assert.equal(player.send({ type: 'TimerFired', frameId: place.frameId }).history.length, 0)
    })
  }

  test('is unknown for a call that was submitted or an activity that was fetched before', () => {
    const token = new Player(chain({ S: service('sqs:sendMessage.waitForTaskToken') }), {})
    token.run()
    const submitted = { type: 'TaskSubmitted', ...token.taskIn('S'), output: output(1) } as const
    assert.equal(token.send(submitted).task, 'done')
    assert.equal(token.send(submitted).task, 'unknown')
    const press = new Player(chain({ S: activity() }), {}, { activities })
    press.run()
    const fetched = { type: 'ActivityTaskStarted', ...press.taskIn('S') } as const
    assert.equal(press.send(fetched).task, 'done')
    assert.equal(press.send(fetched).task, 'unknown')
    assert.equal(press.history.filter(({ type }) => type === 'ActivityStarted').length, 1)
  })

  test('a token may answer before the call that sent it: the submission comes too late', () => {
    const player = new Player(chain({ S: service('sqs:sendMessage.waitForTaskToken'), ...wait }), {})
    player.run()
    const place = player.taskIn('S')
    player.send(answerEvent(place, 'quick'))
    assert.equal(player.send({ type: 'TaskSubmitted', ...place, output: output(1) }).task, 'unknown')
    assert.equal(player.run().output, 'quick')
  })

  test('other events say nothing of a task', () => {
    assert.equal('task' in play(chain({ S: { Type: 'Pass' } })).turns[0]!, false)
  })
})
