import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract, type StoreInspection, type StoreUnderTest } from '#store/contract'
import type { Store } from '../port.ts'
import { auditStore } from './audit.ts'
import { lockFile } from './connection/store-files.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

storeContract('SQLite in a directory', async () => {
  const places = await makePlaces()
  const directory = await places.directory()
  return {
    ...places,
    keeps: true,
    open: () => openSqliteStore({ directory }),
    inspect: async () => auditStore(directory),
    // The lock keeps a second server out; what is tested is the fence behind it, for a directory whose lock was deleted.
    async openAsAnotherOwner() {
      await unlink(lockFile(directory))
      return openSqliteStore({ directory })
    },
  }
})

const keyring = {
  current: 'main',
  keys: [
    { name: 'main', key: randomBytes(32), kmsNames: [] },
    { name: 'customer', key: randomBytes(32), kmsNames: ['alias/customer'] },
  ],
}

// A store in memory runs the same code as one on disk, so the two say more when one of them encrypts. What becomes of
// files and reopening is in encryption.test.ts.
storeContract('SQLite in memory that encrypts', async () => {
  const places = await makePlaces()
  return {
    ...places,
    openCopy: (copy) => openSqliteStore({ directory: copy, keyring }),
    inspect: (store) => inspectMemory(store, places.directory),
    keeps: { not: 'a store in memory ends with its process' },
    openAsAnotherOwner: { not: 'a store in memory has one owner' },
    open: () => openSqliteStore({ memory: true, keyring }),
  }
})

async function makePlaces(): Promise<
  Omit<StoreUnderTest, 'keeps' | 'open' | 'openAsAnotherOwner' | 'inspect'>
> {
  const root = await mkdtemp(join(tmpdir(), 'stepwell-store-'))
  const directory = () => mkdtemp(join(root, 'directory-'))
  return {
    directory,
    openCopy: (copy) => openSqliteStore({ directory: copy }),
    inspectCopy: async (copy) => auditStore(copy),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

// Only a copy can be looked into: the store itself has no file.
async function inspectMemory(store: Store, makeDirectory: () => Promise<string>): Promise<StoreInspection> {
  const directory = await makeDirectory()
  await store.backup(directory)
  return auditStore(directory)
}
