/** Whether an address is a web page: whatever else one might start is not gone to. */
export const isWebPage = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
