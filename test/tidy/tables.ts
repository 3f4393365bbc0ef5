/** What the rules of distribution need to know of one table. */
export type Table = {
  name: string
  /** The column that its rows are distributed by, as the comment before it says. */
  column: string | undefined
  /** A small table that every node keeps whole. */
  reference: boolean
  /** The columns of its primary key and of each unique constraint or index. */
  keys: string[][]
  primary: boolean
}

const create =
  /(?:^--[^\n]*?\b(distributed by (\w+)|reference table\b)[^\n]*\n)?^create (?:unlogged )?table (?:if not exists )?(\w+) \(\n?([\s\S]*?)^\)/gim
const uniqueIndex = /^create unique index (?:\w+ )?on (\w+) \(([^)]*)\)/gim

/** Reads the tables of migrations, which are written in one way: a comment, then `create table x (`, then `)`. */
export function tablesOf(text: string): Table[] {
  const tables = [...text.matchAll(create)].map((match): Table => {
    const body = (match[4] ?? '').replace(/--[^\n]*/g, '')
    const listed = [...body.matchAll(/(primary key|unique)\s*\(([^)]*)\)/gi)]
    const inline = [...body.matchAll(/^\s*(\w+) [^\n(]*?\b(primary key|unique)\b(?!\s*\()/gim)]
    return {
      name: match[3] ?? '',
      column: match[2],
      reference: /^reference/i.test(match[1] ?? ''),
      keys: [...listed.map((key) => columns(key[2])), ...inline.map((key) => [key[1] ?? ''])],
      primary: /\bprimary key\b/i.test(body),
    }
  })
  for (const [, name, list] of text.matchAll(uniqueIndex)) {
    tables.find((table) => table.name === name)?.keys.push(columns(list))
  }
  return tables
}

const columns = (list = '') => list.split(',').map((column) => column.trim().split(/\s/)[0] ?? '')
