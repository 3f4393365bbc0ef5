import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export type SourceFile = { path: string; text: string }

/** Files of ours under these folders, with paths from the root; a folder that is not there has none. */
export function filesOf(folders: string[], endings: RegExp): SourceFile[] {
  return folders
    .flatMap((folder) => walk(folder))
    .filter((path) => endings.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function walk(folder: string): string[] {
  let entries
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    return entry.isDirectory() ? walk(path) : [path]
  })
}
