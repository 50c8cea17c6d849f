import { KinfoldError } from '../../errors.js';

/** A picture as LFW names it: the person and the number of the picture, from 1 on. */
export interface ListedPicture {
  readonly name: string;
  readonly number: number;
}

export interface ListedPair {
  readonly first: ListedPicture;
  readonly second: ListedPicture;
  /** Both show one person. */
  readonly same: boolean;
}

/**
 * Reads a pair list in the format of LFW's `pairs.txt` (G. Huang et al., "Labeled Faces in the Wild", 2007). Fields are apart by tabs. The first
 * line says how many folds there are and how many pairs of each kind a fold has, or only the latter, for one fold. Then come the
 * pairs of each fold: `name i j` is two pictures of a person, `name i other j` two of two people.
 *
 * @returns the pairs of each fold.
 * @throws KinfoldError `argument-invalid` with the line for anything else, and if there are more or fewer pairs than the first line says.
 */
export function parsePairList(text: string): ListedPair[][] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const header = (lines[0] ?? '').trim().split(/\s+/);
  const counts = header.map((field) => wholeNumber(field));
  if (counts.length < 1 || counts.length > 2 || counts.some((count) => count === undefined)) {
    throw wrong(1, lines[0] ?? '', 'the number of folds and of pairs of each kind in a fold, or only the latter');
  }
  const each = counts.at(-1)!;
  const folds = counts.length === 2 ? counts[0]! : 1;
  if (lines.length - 1 !== folds * 2 * each) {
    throw new KinfoldError(
      'argument-invalid',
      `pair list: there are ${lines.length - 1} pairs, but the first line says ${folds} × 2 × ${each}; the file is cut short or its first line is wrong`,
    );
  }
  const pairs = lines.slice(1).map((line, at) => parsePair(line, at + 2));
  return Array.from({ length: folds }, (_, fold) => pairs.slice(fold * 2 * each, (fold + 1) * 2 * each));
}

/** Where LFW keeps a picture: `name/name_0001.jpg`. */
export function listedFile({ name, number }: ListedPicture): string {
  return `${name}/${name}_${String(number).padStart(4, '0')}.jpg`;
}

function parsePair(line: string, at: number): ListedPair {
  const fields = line.split('\t').map((field) => field.trim());
  const [name = '', i = '', third = '', j = ''] = fields;
  const same = fields.length === 3;
  const numbers = [wholeNumber(i), wholeNumber(same ? third : j)];
  const names = same ? [name] : [name, third];
  const isPair = (same || fields.length === 4) && numbers.every((number) => number !== undefined);
  if (!isPair || !names.every(isFolder)) throw wrong(at, line, '`name i j` or `name i other j` with tabs between');
  const first = { name, number: numbers[0]! };
  const second = { name: same ? name : third, number: numbers[1]! };
  if (!same && name === third) throw wrong(at, line, 'two people; two pictures of one are `name i j`');
  return { first, second, same };
}

/** A name becomes a path: it must not lead anywhere else. */
const isFolder = (name: string) => name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);

function wholeNumber(field: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(field) ? Number(field) : undefined;
}

function wrong(line: number, got: string, expected: string): KinfoldError {
  return new KinfoldError(
    'argument-invalid',
    `pair list: line ${line} is ${JSON.stringify(got.slice(0, 80))}, expected ${expected}`,
  );
}
