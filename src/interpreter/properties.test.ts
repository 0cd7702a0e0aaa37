/** Any definition that the reader accepts runs, or fails with an error of the States Language: never with one of ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDefinition } from '#asl'
import { AslError, printJson, type Json } from '#base'
import { definition, value } from './test-definitions.ts'
import { playJsonata, type Played } from './test-play.ts'

const input = fc.oneof(
  value,
  fc.constant({ a: { b: 1 }, b: 'b', list: [3, 1] }),
  fc.constant({ a: 2, list: [{ a: 1 }] }),
  fc.record({ a: value, list: fc.array(value, { maxLength: 3 }) }),
)
const answers = fc.array(fc.oneof(value, fc.constant(new AslError('Boom', 'x'))), {
  minLength: 1,
  maxLength: 4,
})

test('any definition that the reader accepts runs, or fails with an error of the States Language', async () => {
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(definition, input, answers, async (machine, start, outcomes) => {
      if (!readDefinition(printJson(machine)).machine) return
      accepted++
      let asked = 0
      const options = { tasks: () => outcomes[asked++ % outcomes.length]! }
      const played = await playJsonata(machine, start, options)
      checkEnd(played)
      asked = 0
      const forgetful = await playJsonata(machine, start, { ...options, forgetful: true })
      assert.equal(forgetful.sequence, played.sequence)
      assert.equal(textOf(forgetful.output), textOf(played.output))
    }),
    { numRuns: 400 },
  )
  assert.ok(accepted > 100, `the reader accepted only ${accepted} definitions`)
})

const textOf = (output: Json | undefined) => (output === undefined ? '' : printJson(output))

/** What may end an execution: what its own states and tasks say, or a name of the States Language. */
function checkEnd({ status, error, output }: Played): void {
  assert.notEqual(status, 'RUNNING')
  if (status === 'SUCCEEDED') assert.notEqual(output, undefined)
  else assert.match(error ?? 'Boom', /^(States\.[A-Z]\w+|Boom)$/)
}
