/** Splits a line as a shell would: blanks part words, quotes and backslashes hold them together. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  const text = line.replaceAll(/\\\r?\n/g, ' ')
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (quote === '' && /\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === '' && (sign === "'" || sign === '"')) {
      // Bash's own `$'…'`, as browsers copy it.
      quote = sign
      word = sign === "'" && word === '$' ? '' : (word ?? '')
    } else if (sign === quote) {
      quote = ''
    } else if (sign === '\\' && quote !== "'" && at + 1 < text.length) {
      word = (word ?? '') + text[++at]!
    } else {
      word = (word ?? '') + sign
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

/** What a `curl` line would send; header lines as they were given. */
export type Sent = { verb: string; url: string; headers: string[]; body: string }

/** Reads a `curl` line; forms become urlencoded text. */
export function readCurl(line: string): Sent {
  const words = shellWords(line).slice(1)
  const parts: string[] = []
  const headers: string[] = []
  let url = ''
  let verb: string | undefined
  let asQuery = false
  for (let at = 0; at < words.length; at++) {
    const [option, glued] = splitOption(words[at]!)
    const value = () => glued ?? words[++at] ?? ''
    if (/^(-d|--data|--data-raw|--data-binary|--data-ascii)$/.test(option)) parts.push(value())
    else if (option === '--data-urlencode') parts.push(encoded(value()))
    else if (/^(-F|--form|--form-string)$/.test(option)) parts.push(encoded(value()))
    else if (option === '-G' || option === '--get') asQuery = true
    else if (option === '--url') url = value()
    else if (option === '-H' || option === '--header') headers.push(value())
    else if (option === '-X' || option === '--request') verb = value()
    else if (valued.test(option)) value()
    else if (!option.startsWith('-')) url ||= option
  }
  const body = parts.join('&')
  if (!asQuery) return { verb: verb ?? (body === '' ? 'GET' : 'POST'), url, headers, body }
  const whole = `${url}${url.includes('?') ? '&' : '?'}${body}`
  return { verb: verb ?? 'GET', url: whole, headers, body: '' }
}

/** Options of curl that take a word after them and say nothing of the parameters. */
const valued = /^(-[Aebcoumx]|--(user-agent|referer|cookie|output|max-time|proxy))$/

function splitOption(word: string): [string, string | undefined] {
  const long = /^(--[\w-]+)=(.*)$/s.exec(word)
  if (long) return [long[1]!, long[2]]
  const short = /^(-[dFXH])(.+)$/s.exec(word)
  return short ? [short[1]!, short[2]] : [word, undefined]
}

function encoded(pair: string): string {
  const at = pair.indexOf('=')
  if (at < 0) return encodeURIComponent(pair)
  return `${pair.slice(0, at)}=${encodeURIComponent(pair.slice(at + 1))}`
}
