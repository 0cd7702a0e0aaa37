/** What a request for an object says, and servers that differ: a bucket with versions, a server without ranges. */
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { AslError } from '#base'
import type { Dataset } from './port.ts'
import { s3MapData } from './s3-map-data.ts'

interface Request {
  readonly url: URL
  readonly headers: IncomingHttpHeaders
}

const text = Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join('')

/** Reads an object of numbers, one on each line, from a server that answers so; gives how many and the requests. */
async function read(
  answer: (request: Request, response: ServerResponse) => void,
  parameters: Record<string, string> = {},
) {
  const requests: Request[] = []
  const server = createServer(({ url, headers }, response) => {
    const request = { url: new URL(url!, 'http://localhost'), headers }
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const data = s3MapData({ endpoints: { s3: endpoint }, credentials, environment: {} })
  const dataset: Dataset = {
    region: 'us-east-1',
    action: 'getObject',
    parameters: { Bucket: 'data', Key: 'numbers', ...parameters },
    config: { inputType: 'JSONL' },
  }
  let items = 0
  for await (const chunk of data.openItems(dataset)) {
    if (chunk instanceof AslError) assert.fail(chunk.cause)
    items += chunk.items.length
  }
  server.closeAllConnections()
  server.close()
  return { items, requests }
}

function ranged({ headers }: Request, response: ServerResponse, more: Record<string, string>): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range!)!.map(Number) as [number, number, number]
  const body = text.slice(start, end + 1)
  const contentRange = `bytes ${start}-${start + body.length - 1}/${text.length}`
  response.writeHead(206, { etag: '"one"', 'content-range': contentRange, ...more })
  response.end(body)
}

test('in a bucket with versions every request after the first one asks for the same version', async () => {
  const { items, requests } = await read((request, response) =>
    ranged(request, response, { 'x-amz-version-id': 'v7' }),
  )
  assert.equal(items, 20_000)
  assert.equal(requests.length, 2)
  assert.deepEqual(
    requests.map(({ url, headers }) => [url.searchParams.get('versionId'), headers['if-match']]),
    [
      [null, undefined],
      ['v7', '"one"'],
    ],
  )
})

test('what was stored before the bucket had versions is pinned by its ETag alone', async () => {
  const { requests } = await read((request, response) =>
    ranged(request, response, { 'x-amz-version-id': 'null' }),
  )
  assert.equal(requests[1]!.url.searchParams.get('versionId'), null)
  assert.equal(requests[1]!.headers['if-match'], '"one"')
})

test('VersionId and ExpectedBucketOwner are in every request', async () => {
  const parameters = { VersionId: 'v3', ExpectedBucketOwner: '123456789012' }
  const { requests } = await read((request, response) => ranged(request, response, {}), parameters)
  assert.deepEqual(
    requests.map(({ url, headers }) => [
      url.searchParams.get('versionId'),
      headers['x-amz-expected-bucket-owner'],
    ]),
    [
      ['v3', '123456789012'],
      ['v3', '123456789012'],
    ],
  )
})

test('a server without ranges is read with its one answer', async () => {
  const { items, requests } = await read((_request, response) => {
    response.writeHead(200, { etag: '"one"' })
    response.end(text)
  })
  assert.equal(items, 20_000)
  assert.equal(requests.length, 1)
})
