import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KinfoldError } from '../../errors.js';

/** An identity's folder: its name and its pictures, sorted by name. */
export interface Person {
  readonly name: string;
  readonly files: readonly string[];
}

const pictureFile = /\.(jpe?g|png|pgm|webp)$/i;

/**
 * Reads `DIR/name/*.jpg|png|webp|pgm`. Folders without pictures are left out.
 * @throws KinfoldError `argument-invalid` if there is no such folder or fewer than two identities in it.
 */
export async function readPeople(folder: string): Promise<Person[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new KinfoldError(
      'argument-invalid',
      `${folder}: cannot be read; pass a folder with a folder for each identity`,
      { cause },
    );
  });
  const people: Person[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const files = (await readdir(join(folder, entry.name))).filter((file) => pictureFile.test(file)).sort();
    if (files.length > 0) people.push({ name: entry.name, files: files.map((file) => join(folder, entry.name, file)) });
  }
  people.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (people.length < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `${folder}: has pictures of ${people.length} identities, expected at least 2; put each identity's pictures into a folder of its own`,
    );
  }
  return people;
}

export async function readPicture(file: string): Promise<Uint8Array> {
  return readFile(file);
}
