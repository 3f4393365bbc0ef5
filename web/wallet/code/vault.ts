import type { CodeFormat } from '#paycode/derive.ts'
import type { Handles } from '#wire/wallet.ts'

/**
 * What this phone holds to make codes. The seed is a key that scripts can use and cannot read; it
 * sits in IndexedDB because that is the only store of a browser that keeps such a key.
 */
export interface Held {
  readonly deviceId: string
  readonly memberId: string
  readonly name: string
  readonly key: CryptoKey
  readonly format: CodeFormat
  readonly handles: Handles
}

const database = 'tongbao'
const table = 'device'
const row = 'this'

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(database, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(table)
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
}

async function run<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await open()
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = db.transaction(table, mode)
      const request = act(transaction.objectStore(table))
      transaction.oncomplete = () => done(request.result)
      transaction.onabort = () => fail(transaction.error)
    })
  } finally {
    db.close()
  }
}

/** What this phone holds, or null where codes are off. */
export const readHeld = async (): Promise<Held | null> =>
  ((await run('readonly', (store) => store.get(row))) as Held | undefined) ?? null

export const writeHeld = (held: Held) => run('readwrite', (store) => store.put(held, row))
export const removeHeld = () => run('readwrite', (store) => store.delete(row))
