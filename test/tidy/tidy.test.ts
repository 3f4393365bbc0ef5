import { posix } from 'node:path'

import { expect, test } from 'vitest'

import { readMigrations } from '#kernel/migrate.ts'

import { filesOf } from './files.ts'
import { tablesOf } from './tables.ts'

const code = /\.(?:ts|tsx|js|mjs|css|sql)$/
const everywhere = filesOf(['src', 'web', 'sim', 'bench', 'test', 'bin', 'migrations'], code)
const source = filesOf(['src'], /\.ts$/)

const pathsWhere = (files: typeof source, is: (file: (typeof source)[number]) => boolean) =>
  files.filter(is).map((file) => file.path)

test('nothing is left for later', () => {
  // The brackets keep this file from finding itself.
  const note = /\b(?:[T]ODO|[F]IXME)\b/
  expect(pathsWhere(everywhere, ({ text }) => note.test(text))).toEqual([])
})

test('no test is skipped or run alone', () => {
  const marked = /\b(?:test|it|describe)\.(?:only|skip|todo|fails|skipIf|runIf)\b/
  const tests = filesOf(['test', 'src', 'web'], /\.test\.tsx?$/)
  expect(pathsWhere(tests, ({ text }) => marked.test(text))).toEqual([])
})

test('no file is longer than 400 lines', () => {
  const long = ({ text }: { text: string }) => text.split('\n').length > 401
  expect(pathsWhere(filesOf(['src', 'web', 'test'], /\.tsx?$/), long)).toEqual([])
})

test('folders are nouns of the domain', () => {
  const vague = /(?:^|\/)(?:utils?|helpers?|services?|common|misc|shared|lib)\//
  expect(pathsWhere(everywhere, ({ path }) => vague.test(path))).toEqual([])
})

test('the environment is read in one place', () => {
  const reads = pathsWhere(source, ({ text }) => /\bprocess\.env\b/.test(text))
  expect(reads).toEqual(['src/config.ts'])
})

test('a relative import stays in its own folder', () => {
  const climbs = source.flatMap(({ path, text }) => {
    const home = path.split('/').slice(0, 2).join('/')
    return [...text.matchAll(/from '(\.[^']+)'/g)]
      .map((match) => posix.join(posix.dirname(path), match[1] ?? ''))
      .filter((target) => path.split('/').length > 2 && !target.startsWith(`${home}/`))
      .filter((target) => target !== 'package.json')
      .map((target) => `${path} imports ${target}`)
  })
  expect(climbs).toEqual([])
})

test('a page takes types alone from the schemas: the checker of schemas is larger than most pages', () => {
  const schemas = filesOf(['src/wire'], /\.ts$/)
    .filter(({ text }) => /from 'typebox'/.test(text))
    .map(({ path }) => path.replace('src/wire/', '#wire/'))
  expect(schemas).toContain('#wire/till.ts')
  const taken = filesOf(['web'], /\.tsx?$/).flatMap(({ path, text }) =>
    [...text.matchAll(/^import (?!type )[^']*'(#wire\/[^']+)'/gm)]
      .filter((match) => schemas.includes(match[1] ?? ''))
      .map((match) => `${path} imports ${match[1]}`),
  )
  expect(taken).toEqual([])
})

test('migrations are numbered without a gap', async () => {
  const migrations = await readMigrations()
  expect(migrations.map((file) => file.number)).toEqual(migrations.map((_, index) => index + 1))
})

test('every key of a table contains the column that its rows are distributed by', () => {
  const migrations = filesOf(['migrations'], /\.sql$/)
  const faults = migrations.flatMap(({ path, text }) => {
    const found = tablesOf(text)
    const made = text.match(/^create (?:unlogged )?table (?!\w+ partition of)/gim)?.length ?? 0
    const unread = made === found.length ? [] : [`${path}: a table is not written in the one way`]
    const wrong = found.flatMap((table) => {
      if (table.reference) return []
      if (!table.column) return [`${path}: ${table.name} says no column`]
      if (!table.primary) return [`${path}: ${table.name} has no primary key`]
      const without = table.keys.filter((key) => !key.includes(table.column!))
      return without.map((key) => `${path}: ${table.name} (${key.join()}) lacks ${table.column}`)
    })
    return [...unread, ...wrong]
  })
  expect(faults).toEqual([])
})

test('the reader of tables sees what it must', () => {
  const sql = [
    '-- distributed by owner',
    'create table a (',
    '  id text not null, -- primary key of its own',
    '  owner text not null,',
    '  nick text unique,',
    '  primary key (owner, id)',
    ') partition by range (at);',
    'create unique index a_at on a (at, owner) where true;',
    'create table b (',
    '  id text primary key',
    ');',
  ].join('\n')
  expect(tablesOf(sql)).toEqual([
    {
      name: 'a',
      column: 'owner',
      reference: false,
      primary: true,
      keys: [['owner', 'id'], ['nick'], ['at', 'owner']],
    },
    { name: 'b', column: undefined, reference: false, primary: true, keys: [['id']] },
  ])
})
