import { KinfoldError } from '../../errors.js';
import type { TeachFolderOptions } from './teach-folder.js';

/**
 * Checks, before any picture is read, that there is something to teach and that pairs of one and of two identities can be
 * measured, among the taught and among the strangers.
 * @param pictures how many each identity has.
 * @throws KinfoldError `argument-invalid`.
 */
export function checkSplit(
  pictures: readonly number[],
  { shots, strangers }: Pick<TeachFolderOptions, 'shots' | 'strangers'>,
): void {
  const known = pictures.slice(0, Math.max(pictures.length - strangers, 0));
  if (known.length < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `teach: with ${strangers} of ${pictures.length} identities kept out as strangers, ${known.length} are left to teach, expected at least 2`,
    );
  }
  checkPairs(
    known.map((count) => count - shots),
    `with ${shots} shots, of the ${known.length} taught identities`,
    'teach fewer pictures of each, or add some',
  );
  if (strangers > 0) {
    checkPairs(
      pictures.slice(-strangers),
      `of the last ${strangers} identities, the strangers,`,
      'keep more of them out, or none',
    );
  }
}

/** Refuses `left` pictures of each identity where they make no pair of one identity, or none of two. */
function checkPairs(left: readonly number[], whose: string, cure: string): void {
  const some = left.filter((count) => count >= 1).length;
  const pairs = left.filter((count) => count >= 2).length;
  if (some >= 2 && pairs >= 1) return;
  throw new KinfoldError(
    'argument-invalid',
    `teach: ${whose} ${some} have a picture to measure and ${pairs} have two, expected at least 2 and 1; ${cure}`,
  );
}
