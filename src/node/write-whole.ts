import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KinfoldError } from '../errors.js';

/**
 * Writes beside the target and renames, so that nobody ever sees half a file.
 * @throws KinfoldError `argument-invalid` if the file cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw new KinfoldError('argument-invalid', `${path}: cannot be written; check the path and the space`, { cause });
  }
}
