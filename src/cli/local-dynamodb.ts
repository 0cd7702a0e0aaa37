/**
 * Local DynamoDB for `stepwell dev`: dynalite, with its data in files of the data directory.
 *
 * Neighbours: it runs in the process of the other local services (`local-services-process.ts`), which keeps it on the
 * loopback address.
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb'
import type { StartServices, TableConfig } from './local-services-protocol.ts'

/** Tables are there at once, without the delays of AWS. */
type Dynalite = (options: {
  readonly path: string
  readonly createTableMs: number
  readonly deleteTableMs: number
  readonly updateTableMs: number
}) => Server

/** Starts it and makes the tables of the configuration that are not there. Resolves with its port. */
export async function startLocalDynamodb({
  dataDirectory,
  dynamodbPort,
  region,
  config,
}: StartServices): Promise<number> {
  // It has no types.
  const dynalite = createRequire(import.meta.url)('dynalite') as Dynalite
  const path = join(dataDirectory, 'dynamodb')
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  server.listen({ port: dynamodbPort })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new DynamoDBClient({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  for (const table of config.tables) await makeTable(client, table)
  client.destroy()
  return port
}

async function makeTable(
  client: DynamoDBClient,
  { name, partitionKey, sortKey }: TableConfig,
): Promise<void> {
  const keys = sortKey ? [partitionKey, sortKey] : [partitionKey]
  const command = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type })),
    KeySchema: keys.map((key, i) => ({ AttributeName: key.name, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
  })
  try {
    await client.send(command)
  } catch (error) {
    // It was made when the services ran before.
    if (!(error instanceof ResourceInUseException)) throw error
  }
}
