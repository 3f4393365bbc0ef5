import { spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk that can be filled to the last byte without harm to the machine. */
export type Volume = {
  folder: string
  /** Writes until the system says ENOSPC; resolves to the bytes written. */
  fill: () => number
  /** Gives everything back. */
  empty: () => Promise<void>
  remove: () => Promise<void>
}

/**
 * Mounts a memory disk of this size: as root, or through sudo without a password. Throws with what to do where neither may mount; a
 * full disk is never pretended.
 */
export async function openVolume(megabytes: number): Promise<Volume> {
  const folder = await mkdtemp(join(tmpdir(), 'tongbao-volume-'))
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const act = (...command: string[]) => {
    const [program = '', ...args] = [...asRoot, ...command]
    return spawnSync(program, args, { encoding: 'utf8' })
  }
  const options = `size=${megabytes}m,mode=0755,uid=${process.getuid?.() ?? 0}`
  const mounted = act('mount', '-t', 'tmpfs', '-o', options, 'tongbao-test', folder)
  if (mounted.status !== 0) {
    await rm(folder, { recursive: true })
    const why = mounted.error?.message ?? mounted.stderr.trim()
    throw new Error(
      `This test fills a disk, for which it mounts a small one, and may not here (${why}). Run it as root, or where sudo ` +
        'asks for no password; in a container, with --cap-add SYS_ADMIN.',
    )
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const file = openSync(filler, 'a')
      let written = 0
      try {
        for (let size = 1024 * 1024; size >= 512;) {
          try {
            written += writeSync(file, Buffer.alloc(size))
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
            size /= 2
          }
        }
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      return written
    },
    empty: () => rm(filler, { force: true }),
    async remove() {
      act('umount', folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
