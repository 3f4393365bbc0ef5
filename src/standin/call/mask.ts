/** Parameters whose values nobody needs to see to understand a call. */
const secret = /^(app_auth_token|auth_token|authorization_code)$/

/** A signature keeps its beginning, so that two can be told apart. */
const beginning = (text: string): string => (text === '' ? '' : `${text.slice(0, 8)}…`)

/** A payment code keeps the prefix by which tills route it. */
const named = /(auth_code\\?"\s*:\s*\\?")(\w{2})(\w*)/g

/** Texts longer than this are cut: the log is for reading. */
const textMax = 16_384

/** A text without payment codes and tokens, cut to what the log keeps. NUL cannot be stored. */
export const maskText = (text: string): string =>
  text
    .slice(0, textMax)
    .replace(named, '$1$2…')
    .replace(/(\bauth_code=\w{2})\w+/g, '$1…')
    .replace(/(\b(?:app_)?auth_token=)[^&\s]+/g, '$1***')
    .replace(/(\bsign=[\w+/%]{8})[^,&\s]*/g, '$1…')
    .replaceAll('\0', '\uFFFD')

/** What was received, by name, without what is secret in it. */
export const maskReceived = (received: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(received).map(([name, value]) => [name, maskValue(name, value)]),
  )

function maskValue(name: string, value: string): string {
  if (secret.test(name)) return '***'
  return name === 'sign' ? beginning(value) : maskText(value)
}
