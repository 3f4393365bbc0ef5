/** A text to be found anywhere within another by `like … escape '\'`: its own wildcards stand for themselves. */
export const contains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
