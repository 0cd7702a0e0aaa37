import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answersOf } from './make-mock-shapes.ts'

test('keeps what answers are made of, with the names that task states have for it', () => {
  const shapes = {
    Asked: { type: 'structure', members: { only: { shape: 'Unused' } } },
    Unused: { type: 'string' },
    Answer: {
      type: 'structure',
      members: { jobArn: { shape: 'Arn' }, parts: { shape: 'Parts' } },
      required: ['jobArn'],
    },
    Arn: { type: 'string', min: 1, max: 9, documentation: 'left out' },
    Parts: { type: 'list', member: { shape: 'Part' } },
    Part: { type: 'structure', members: { parts: { shape: 'Parts' }, kind: { shape: 'Kind' } } },
    Kind: { type: 'string', enum: ['A', 'B'] },
  }
  const operations = { StartJob: { input: { shape: 'Asked' }, output: { shape: 'Answer' } }, StopJob: {} }
  assert.deepEqual(answersOf({ operations, shapes }), {
    operations: { startJob: 'Answer' },
    shapes: {
      Answer: { type: 'structure', members: { JobArn: 'Arn', Parts: 'Parts' }, required: ['JobArn'] },
      Arn: { type: 'string', min: 1, max: 9 },
      Parts: { type: 'list', member: 'Part' },
      Part: { type: 'structure', members: { Parts: 'Parts', Kind: 'Kind' } },
      Kind: { type: 'string', values: ['A', 'B'] },
    },
  })
})
