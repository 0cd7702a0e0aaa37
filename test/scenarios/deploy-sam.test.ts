/** A SAM template, deployed to a server that is running: the example of the repository, as its README says. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm, writeFile, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../support/run-command.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { executionEnd } from '../support/execution-end.ts'

const example = fileURLToPath(new URL('../../examples/sam-orders', import.meta.url))

suite('a SAM template', () => {
  let folder: string
  let server: TestServer
  let client: ReturnType<typeof sdk>
  const deploy = (...args: readonly string[]) =>
    runCommand(['deploy', 'sam-orders', '--endpoint', server.endpoint, ...args], { workingDirectory: folder })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepwell-sam-'))
    await cp(example, join(folder, 'sam-orders'), { recursive: true })
    await writeFile(join(folder, 'stepwell.config.yaml'), 'services: false\n')
    server = await startServer({
      command: 'dev',
      workingDirectory: folder,
      arguments: ['--log-level', 'info'],
    })
    client = sdk(server.endpoint)
  })
  after(async () => {
    client.destroy()
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  })

  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sam-orders-orders'

  test('with --dry-run is a plan, and nothing is made', async () => {
    const planned = await deploy('--dry-run')
    assert.equal(planned.code, 0, planned.stderr)
    assert.match(planned.stdout, /\+ create {4}function sam-orders-ChargeFunction \(ChargeFunction\)/)
    assert.match(planned.stdout, /4 to create, 0 to update, 0 unchanged/)
    assert.match(planned.stdout, /nothing was deployed: --dry-run/)
    assert.deepEqual((await client.listStateMachines()).stateMachines, [])
  })

  test('is deployed, and an execution runs through its functions', async () => {
    const deployed = await deploy()
    assert.equal(deployed.code, 0, deployed.stdout + deployed.stderr)
    assert.match(deployed.stdout, new RegExp(`output sam-orders.OrdersArn = ${stateMachineArn}\ndeployed`))
    const input = JSON.stringify({ orderId: '7', amount: 50 })
    const { executionArn } = await client.startExecution({ stateMachineArn, input })
    const ended = await executionEnd(client, executionArn!)
    assert.equal(ended.status, 'SUCCEEDED', JSON.stringify(ended))
    assert.deepEqual(JSON.parse(ended.output!), {
      orderId: '7',
      charge: 'dev-7',
      parcel: 'dev-parcel-7',
    })
  })

  test('deployed again is unchanged', async () => {
    const again = await deploy()
    assert.equal(again.code, 0)
    assert.match(again.stdout, /0 to create, 0 to update, 4 unchanged/)
  })

  test('with another parameter updates what depends on it, and says what changes', async () => {
    const planned = await deploy('--parameter', 'Stage=prod')
    assert.equal(planned.code, 0, planned.stderr)
    assert.match(
      planned.stdout,
      /~ update {4}state machine sam-orders-orders \(Orders\)\n {6}definition \(changed IsLarge\)/,
    )
    assert.match(planned.stdout, /tracingConfiguration \{"enabled":false\} -> \{"enabled":true\}/)
    assert.match(planned.stdout, /0 to create, 3 to update, 1 unchanged/)
    const { tracingConfiguration } = await client.describeStateMachine({ stateMachineArn })
    assert.deepEqual(tracingConfiguration, { enabled: true })
    const { tags } = await client.listTagsForResource({ resourceArn: stateMachineArn })
    assert.deepEqual(tags, [{ key: 'team', value: 'orders' }])
  })

  test('a running server takes the new code over', async () => {
    // It notices a change within a moment; until then the old code answers.
    let charge: unknown
    for (let i = 0; i < 500 && charge !== 'prod-8'; i++) {
      const input = JSON.stringify({ orderId: '8', amount: 500 })
      const { executionArn } = await client.startExecution({ stateMachineArn, input })
      const { status, output, cause } = await executionEnd(client, executionArn!)
      assert.equal(status, 'SUCCEEDED', cause)
      charge = (JSON.parse(output!) as { charge: unknown }).charge
    }
    assert.equal(charge, 'prod-8')
  })

  test('with a mistake deploys nothing, and names file, line and state', async () => {
    const definition = join(folder, 'sam-orders', 'workflows', 'orders.asl.yaml')
    const text = await readFile(definition, 'utf8')
    await writeFile(definition, text.replace('Default: Ship', 'Default: Shipp'))
    const failed = await deploy('--stack-name', 'other')
    await writeFile(definition, text)
    assert.equal(failed.code, 1)
    assert.match(failed.stdout, /sam-orders\/template\.yaml:\d+ .*the definition has 1 error/)
    assert.match(failed.stdout, /orders\.asl\.yaml:19 \/States\/IsLarge\/Default: /)
    assert.match(failed.stdout, /nothing was deployed: 1 problem/)
    const { activities } = await client.listActivities()
    assert.deepEqual(
      activities!.map(({ name }) => name),
      ['sam-orders-approvals'],
    )
  })

  test('a parameter that is none of the template, or a server that is not there, is said', async () => {
    const unknown = await deploy('--parameter', 'Stagee=prod')
    assert.equal(unknown.code, 1)
    assert.match(
      unknown.stderr,
      /--parameter Stagee: no template has a parameter of that name; there is Stage\./,
    )
    const nobody = await deploy('--endpoint', 'http://127.0.0.1:1')
    assert.equal(nobody.code, 1)
    assert.match(nobody.stderr, /nobody answers at http:\/\/127\.0\.0\.1:1/)
  })
})
