import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { blockDepthMax } from '../limits.ts'
import { allRules } from './all-rules.ts'
import { expressMaps } from './express-maps.ts'
import { expressResources } from './express-resources.ts'
import { runRule } from './run-rule.ts'

const folder = new URL('.', import.meta.url)
const notRules = new Set(['all-rules.ts', 'report.ts', 'rule.ts', 'run-rule.ts'])
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
const ruleFiles = files.filter((name) => !name.endsWith('.test.ts') && !notRules.has(name))

test('every rule file is in the list of rules, and every rule of the list has a file', () => {
  assert.equal(new Set(allRules).size, allRules.length)
  assert.equal(ruleFiles.length, allRules.length)
})

test('every rule file opens with the sentence that it enforces', () => {
  for (const name of ruleFiles) {
    assert.match(readFileSync(new URL(name, folder), 'utf8'), /^\/\*\* "[A-Z][^"]+\." \*\/\n/, name)
  }
})

const state = (fields: string): string => `{"StartAt":"A","States":{"A":{${fields}}}}`
const task = (fields: string): string => state(`"Type":"Task","End":true,"Resource":"f",${fields}`)
const nestedOnce = (inner: string, depth: number): string =>
  state(`"Type":"Parallel","End":true,"Branches":[{"StartAt":"S${depth}","States":{"S${depth}":${inner}}}]`)
let deep = '{"Type":"Succeed"}'
for (let depth = 0; depth <= blockDepthMax; depth++) {
  deep = `{"Type":"Parallel","End":true,"Branches":[{"StartAt":"S${depth}","States":{"S${depth}":${deep}}}]}`
}

const jsonata = (fields: string): string =>
  `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{${fields}}}}`
const distributed = (fields: string): string =>
  state(
    `"Type":"Map",${fields}"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}}`,
  )

/** For each rule a definition that breaks it. */
const broken: Readonly<Record<string, string>> = {
  nestingDepth: nestedOnce(deep, -1),
  duplicateNames: '{"StartAt":"A","StartAt":"A"}',
  requiredFields: '{}',
  knownFields: '{"Nonsense":1}',
  valueTypes: '{"StartAt":1}',
  valueRanges: '{"TimeoutSeconds":0}',
  valueChoices: '{"Version":"2.0"}',
  nonEmpty: '{"States":{}}',
  timestamps: state('"Type":"Wait","Timestamp":"noon"'),
  stateTypeNames: state('"Type":"Nothing like it"'),
  exclusiveFields: state('"Type":"Wait"'),
  nextOrEnd: state('"Type":"Pass"'),
  choiceConditions: state('"Type":"Choice","Choices":[{"Next":"A"}]'),
  paths: state('"Type":"Pass","InputPath":"x"'),
  templates: state('"Type":"Pass","Parameters":{"a.$":"x"}'),
  credentials: task('"Credentials":{}'),
  resources: state('"Type":"Task","Resource":"arn:aws:sns:r:1:Topic"'),
  expressResources: state('"Type":"Task","Resource":"arn:aws:states:r:1:activity:a"'),
  heartbeats: task('"HeartbeatSeconds":2,"TimeoutSeconds":1'),
  errorNameLists: task('"Retry":[{"ErrorEquals":["States.ALL","E"]}]'),
  retryDelays: task('"Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":1}]'),
  queryLanguages: '{"QueryLanguage":"JSONata","States":{"A":{"QueryLanguage":"JSONPath"}}}',
  stateNames: `{"States":{"${'x'.repeat(81)}":{}}}`,
  transitionTargets: state('"Type":"Pass","Next":"B"'),
  reachableStates: '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}',
  terminalState: state('"Type":"Pass","Next":"A"'),
  templateNames: state('"Type":"Pass","Parameters":{"a":1,"a.$":"$.a"}'),
  jsonataExpressions: jsonata('"Type":"Pass","Output":"{% 1 + %}"'),
  jsonataReferences: jsonata('"Type":"Pass","Output":"{% $states.result %}"'),
  variableNames: state('"Type":"Pass","Assign":{"states":1}'),
  variableScopes: state(
    '"Type":"Map","Assign":{"a":1},"ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"a":1}}}}',
  ),
  unknownVariables: state('"Type":"Pass","InputPath":"$nobody"'),
  unusedVariables: state('"Type":"Pass","Assign":{"a":1}'),
  expressMaps: distributed(''),
  itemReaders: distributed('"ItemReader":{"Resource":"arn:aws:states:::s3:putObject"},'),
  itemBatchers: distributed('"ItemBatcher":{},'),
  resultWriters: distributed('"ResultWriter":{},'),
  mapLabels: distributed('"Label":"a b",'),
  mapModes: state('"Type":"Map","ItemBatcher":{},"ItemProcessor":{}'),
  misplacedExpressions: state('"Type":"Pass","Parameters":{"a":"{% 1 %}"}'),
  unknownFunctions: jsonata('"Type":"Pass","Output":"{% $nothing(1) %}"'),
  failingCalls: state('"Type":"Pass","Parameters":{"a.$":"States.MathAdd(1)"}'),
  impossiblePaths: state('"Type":"Pass","Result":1,"OutputPath":"$.x"'),
  endlessLoops: state('"Type":"Pass","Next":"A"'),
  shadowedHandlers: task('"Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["E"]}]'),
  choiceDefaults: state('"Type":"Choice"'),
  unmatchableErrors: task('"Retry":[{"ErrorEquals":["States.Runtime"]}]'),
  literalPaths: state('"Type":"Pass","Result":"$.x"'),
}

for (const rule of allRules) {
  test(`${rule.name} can fail`, () => {
    const text = broken[rule.name]
    assert.ok(text !== undefined, `put a definition that breaks ${rule.name} into this table`)
    const type = rule === expressResources || rule === expressMaps ? 'EXPRESS' : 'STANDARD'
    assert.notDeepEqual(runRule(rule, text, type), [])
  })
}

for (const file of ['sound-definition.asl.json', 'sound-jsonata.asl.json']) {
  test(`no rule finds anything in ${file}, which has every state type`, () => {
    const text = readFileSync(new URL(`../${file}`, folder), 'utf8')
    for (const rule of allRules) assert.deepEqual(runRule(rule, text), [], rule.name)
  })
}
