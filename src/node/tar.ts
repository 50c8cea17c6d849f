import { gunzipSync } from 'node:zlib';
import { KinfoldError } from '../errors.js';

const BLOCK = 512;
/** A tarball may not grow beyond this when it is unpacked: 512 MiB. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * The regular files of a gzipped tar archive (POSIX ustar, as npm packs) by their path in it.
 * @throws `checksum-mismatch` if it is no such archive or damaged.
 */
export function readTarball(tarball: Uint8Array): Map<string, Uint8Array> {
  let archive: Buffer;
  try {
    archive = gunzipSync(tarball, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw damaged('it does not unzip', cause);
  }
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    // Two empty blocks end the archive.
    if (header.every((byte) => byte === 0)) return files;
    const text = (from: number, length: number) => header.toString('utf8', from, from + length).split('\0', 1)[0]!;
    const digits = text(124, 12).trim();
    if (!/^[0-7]+$/.test(digits)) throw damaged(`the entry at byte ${at} has no size`);
    const size = Number.parseInt(digits, 8);
    const start = at + BLOCK;
    if (start + size > archive.length) throw damaged(`the entry at byte ${at} reaches beyond the end`);
    const type = header[156];
    if (type === 0 || type === 0x30) {
      const prefix = text(345, 155);
      files.set(prefix ? `${prefix}/${text(0, 100)}` : text(0, 100), archive.subarray(start, start + size));
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw damaged('it has no end');
}

function damaged(why: string, cause?: unknown): KinfoldError {
  return new KinfoldError('checksum-mismatch', `readTarball: the archive is damaged: ${why}; fetch it again`, {
    cause,
  });
}
