import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { folderAssets } from './assets.ts'
import { definitionText, type DefinitionText } from './definition-text.ts'
import { Properties } from './properties.ts'
import { parseTemplate } from './read-template.ts'
import { openStack } from './stack.ts'

const folder = mkdtempSync(join(tmpdir(), 'stepwell-definition-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'a.asl.json'), '{ "StartAt": "${start}", "TimeoutSeconds": ${seconds} }')
writeFileSync(join(folder, 'b.asl.yaml'), 'StartAt: ${start}\nTimeoutSeconds: ${seconds} # a comment\n')

/** The definition of a state machine with these properties. */
function definitionOf(properties: object): DefinitionText {
  const Resources = { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties } }
  const template = parseTemplate(JSON.stringify({ Resources }), join(folder, 't.json'))
  const source = { name: 's', template, assets: folderAssets(folder), parameters: new Map(), tags: {} }
  const at = { account: '000000000000', region: 'us-east-1' }
  const stack = openStack(source, { at, parameters: new Map(), exports: new Map() })
  return definitionText(new Properties(stack.resources[0]!, stack), stack)
}

const DefinitionSubstitutions = { start: 'A', seconds: 30 }

suite('a definition', () => {
  test('that is an object gets its substitutions with quotes and backslashes escaped', () => {
    const Definition = { StartAt: '${start}', Comment: '${text} and ${left}' }
    const { text, unresolved } = definitionOf({
      Definition,
      DefinitionSubstitutions: { start: 'A', text: 'say "hi" \\ bye' },
    })
    assert.deepEqual(JSON.parse(text), { StartAt: 'A', Comment: 'say "hi" \\ bye and ${left}' })
    assert.deepEqual(unresolved, ['left'])
  })

  test('that is a text or a file of JSON is taken as it stands, numbers as well', () => {
    const expected = '{ "StartAt": "A", "TimeoutSeconds": 30 }'
    const DefinitionString = '{ "StartAt": "${start}", "TimeoutSeconds": ${seconds} }'
    assert.equal(definitionOf({ DefinitionString, DefinitionSubstitutions }).text, expected)
    assert.equal(definitionOf({ DefinitionUri: 'a.asl.json', DefinitionSubstitutions }).text, expected)
    const inS3 = {
      DefinitionS3Location: { Bucket: 'b', Key: 'some/path/a.asl.json' },
      DefinitionSubstitutions,
    }
    assert.equal(definitionOf(inS3).text, expected)
    assert.equal(
      definitionOf({ DefinitionUri: 's3://bucket/a.asl.json', DefinitionSubstitutions }).text,
      expected,
    )
  })

  test('that is a file of YAML becomes JSON', () => {
    const { text, file } = definitionOf({ DefinitionUri: 'b.asl.yaml', DefinitionSubstitutions })
    assert.equal(text, '{"StartAt":"A","TimeoutSeconds":30}')
    assert.match(file!.name, /b\.asl\.yaml$/)
    assert.equal(file!.format, 'yaml')
  })

  test('that is not there is told with what was expected', () => {
    assert.throws(() => definitionOf({}), /there is no definition; expected Definition, DefinitionString/)
    assert.throws(() => definitionOf({ DefinitionUri: 'none.json' }), /there is no file .*none\.json/)
    const elsewhere = { DefinitionS3Location: { Bucket: 'b', Key: 'none' } }
    assert.throws(() => definitionOf(elsewhere), /s3:\/\/b\/none is in S3 and not among the files/)
  })
})
