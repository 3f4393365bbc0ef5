// A merchant's server that takes every notification: answers `success`, counts them, and tells the counts at `/count`.
import { createServer } from 'node:http'

const seen = new Set<string>()
let received = 0

const server = createServer((request, response) => {
  if (request.url === '/count') {
    return void response.end(JSON.stringify({ received, different: seen.size }))
  }
  let body = ''
  request.setEncoding('latin1')
  request.on('data', (text: string) => (body += text))
  request.on('end', () => {
    received++
    const id = /(?:^|&)notify_id=([^&]+)/.exec(body)?.[1]
    if (id !== undefined) seen.add(id)
    response.end('success')
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
