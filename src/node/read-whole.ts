import { readFile } from 'node:fs/promises';
import { KinfoldError } from '../errors.js';

/** The bytes of a file that an option names. @throws KinfoldError `argument-invalid` if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new KinfoldError('argument-invalid', `${path}: cannot be read; check the path`, { cause });
  });
}
