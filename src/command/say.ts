/** Progress and hints go to standard error, so that standard output carries answers alone. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** A command's answer: one line of JSON for programs, or words for people. */
export const answer = (json: boolean | undefined, value: object, words: string): void => {
  process.stdout.write(`${json ? JSON.stringify(value) : words}\n`)
}
