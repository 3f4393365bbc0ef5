import { crc32, inflateRawSync } from 'node:zlib'

import iconv from 'iconv-lite'

/** Reads an archive from its central directory, as every unzip does, and checks each file's checksum. Names are GBK. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let n = archive.readUInt16LE(end + 10); n > 0; n--) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('no central header')
    const [crc, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(at + offset))
    const nameBytes = archive.readUInt16LE(at + 28)
    const name = iconv.decode(archive.subarray(at + 46, at + 46 + nameBytes), 'gbk')
    const local = archive.readUInt32LE(at + 42)
    if (archive.readUInt32LE(local) !== 0x04034b50) throw new Error('no local header')
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = inflateRawSync(archive.subarray(start, start + packed!))
    if (crc32(data) !== crc || data.length !== size) throw new Error(`${name} is damaged`)
    files.set(name, data)
    at += 46 + nameBytes
  }
  return files
}

/** The lines of a bill: its remarks, and its rows without the padding. */
export function readSheet(data: Buffer): { remarks: string[]; head: string[]; rows: string[][] } {
  const lines = iconv.decode(data, 'gbk').split('\r\n').filter(Boolean)
  const plain = lines.filter((line) => !line.startsWith('#'))
  const cells = (line: string) => line.split(',').map((cell) => cell.replace(/\t$/, ''))
  return {
    remarks: lines.filter((line) => line.startsWith('#')),
    head: cells(plain[0]!),
    rows: plain.slice(1).map(cells),
  }
}
