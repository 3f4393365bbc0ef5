import { afterAll, beforeAll, expect } from 'vitest'

import type { Keyring } from '#kernel/keys.ts'
import { audit } from '#ledger/audit.ts'

import { freshDatabase } from '../setup/database.ts'
import { openScene, type Scene } from './people.ts'

/** Opens a scene for a file's tests, on a database of its own; after the last one the books must hold. */
export function audited(more: { keyring?: Keyring } = {}): () => Scene {
  let scene: Scene
  let end: () => Promise<void>
  beforeAll(async () => {
    const database = await freshDatabase()
    scene = await openScene(database, more)
    end = async () => {
      await scene.close()
      const { broken } = await audit(database.sql)
      await database.drop()
      expect(broken).toEqual([])
    }
  })
  afterAll(() => end())
  return () => scene
}
