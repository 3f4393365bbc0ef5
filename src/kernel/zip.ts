import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflate = promisify<Buffer, Buffer>(deflateRaw)

/** A file of an archive. `name` is in the bytes that are written: the ZIP format itself knows no charset but CP437 and UTF-8. */
export type ZipFile = { name: Buffer; data: Buffer; modifiedAt: Date }

const localHeaderBytes = 30
const centralHeaderBytes = 46
const sizeMax = 0xffffffff

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, deflate, without ZIP64). Names go out as the bytes they are given in, unmarked, since readers of
 * GBK names take an unmarked name for the system's charset. Throws `RangeError` where the archive would pass 4 GiB.
 */
export async function zip(files: readonly ZipFile[]): Promise<Buffer> {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const packed = await deflate(file.data)
    if (file.data.length > sizeMax || offset + packed.length > sizeMax) {
      throw new RangeError('a ZIP archive without ZIP64 holds 4 GiB at most')
    }
    const common = commonHeader(file, packed)
    const head = Buffer.alloc(localHeaderBytes)
    head.writeUInt32LE(0x04034b50, 0)
    common.copy(head, 4)
    local.push(head, file.name, packed)
    const entry = Buffer.alloc(centralHeaderBytes)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    common.copy(entry, 6)
    entry.writeUInt32LE(offset, 42)
    central.push(entry, file.name)
    offset += localHeaderBytes + file.name.length + packed.length
  }
  const directory = Buffer.concat(central)
  return Buffer.concat([...local, directory, endOf(files.length, directory.length, offset)])
}

/** What local and central headers share: version, flags, method, time, checksum, sizes, length of the name. */
function commonHeader(file: ZipFile, packed: Buffer): Buffer {
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(0, 2)
  common.writeUInt16LE(8, 4)
  common.writeUInt16LE(dosTime(file.modifiedAt), 6)
  common.writeUInt16LE(dosDate(file.modifiedAt), 8)
  common.writeUInt32LE(crc32(file.data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(file.data.length, 18)
  common.writeUInt16LE(file.name.length, 22)
  return common
}

function endOf(files: number, directoryBytes: number, directoryAt: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files, 8)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(directoryBytes, 12)
  end.writeUInt32LE(directoryAt, 16)
  return end
}

/** DOS counts two seconds as one, and years from 1980; the moment is written as UTC reads it. */
const dosTime = (at: Date): number =>
  (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
const dosDate = (at: Date): number =>
  ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
