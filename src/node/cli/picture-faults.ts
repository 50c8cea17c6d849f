import { KinfoldError, type KinfoldErrorCode } from '../../errors.js';

/** What may be wrong with a single picture; anything else ends the run. */
const PICTURE_FAULTS: ReadonlySet<KinfoldErrorCode> = new Set<KinfoldErrorCode>([
  'picture-corrupt',
  'picture-unsupported',
  'limit-exceeded',
  'no-face',
  'several-faces',
  'not-finite',
  'zero-vector',
]);

/** Is it the picture that cannot be used, and not the run that cannot go on? */
export function isPictureFault(error: unknown): error is KinfoldError {
  return error instanceof KinfoldError && PICTURE_FAULTS.has(error.code);
}
