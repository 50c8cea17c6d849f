import { KinfoldError } from '../errors.js';

const LONGEST_NAME = 256;

/**
 * The form in which names are kept and compared: without white space at the ends, in Unicode's NFC.
 *
 * @throws `argument-invalid` when nothing is left, more than 256 characters are, or half of a surrogate pair is among them.
 */
export function normaliseIdentity(name: string): string {
  const normal = name.trim().normalize('NFC');
  const characters = [...normal].length;
  if (characters === 0 || characters > LONGEST_NAME) {
    throw new KinfoldError(
      'argument-invalid',
      `gallery: the name of an identity has ${characters} characters but needs 1 to ${LONGEST_NAME}; choose another name`,
    );
  }
  if (/\p{Surrogate}/u.test(normal)) {
    throw new KinfoldError(
      'argument-invalid',
      `gallery: ${JSON.stringify(normal)} is not valid Unicode; choose another name`,
    );
  }
  return normal;
}
