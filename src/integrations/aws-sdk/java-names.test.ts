import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exceptionName, memberName, pascalCase } from './java-names.ts'

for (const [modelled, name] of [
  ['Bucket', 'Bucket'],
  ['ETag', 'ETag'],
  ['tableName', 'TableName'],
  ['DBInstanceIdentifier', 'DbInstanceIdentifier'],
  ['MD5OfMessageBody', 'Md5OfMessageBody'],
  ['ChecksumCRC32', 'ChecksumCRC32'],
  ['SSEKMSKeyId', 'SsekmsKeyId'],
  ['ACL', 'Acl'],
  ['BOOL', 'Bool'],
  ['NULL', 'Nul'],
  ['equals', 'EqualsValue'],
] as const) {
  test(`the member ${modelled} of a model is ${name}`, () => assert.equal(memberName(modelled), name))
}

for (const [modelled, name] of [
  ['NoSuchKey', 'NoSuchKeyException'],
  ['ResourceNotFoundException', 'ResourceNotFoundException'],
  ['DBInstanceNotFoundFault', 'DbInstanceNotFoundException'],
  ['KMSInvalidStateException', 'KmsInvalidStateException'],
  ['ServiceException', 'ServiceException'],
] as const) {
  test(`the error ${modelled} of a model is ${name}`, () => assert.equal(exceptionName(modelled), name))
}

test('the name of a service is that of its words', () => {
  assert.deepEqual(['DynamoDB', 'SFN', 'Secrets Manager'].map(pascalCase), [
    'DynamoDb',
    'Sfn',
    'SecretsManager',
  ])
})
