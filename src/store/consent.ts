import { KinfoldError } from '../errors.js';

/** What a person agreed to. */
export interface Consent {
  /** What the templates are for, in the words that the person was shown; 1 to 1,000 characters. */
  readonly purpose: string;
  /** When it was given, in ms since 1970. */
  readonly given: number;
  /** When it ends, in ms since 1970; later than `given`. Null: when it is withdrawn. */
  readonly expires: number | null;
}

/** Somebody of whom pictures are kept. */
export interface Person {
  /** The name under which decisions name them. */
  readonly identity: string;
  /** Random and given once; tells nothing about the person. 32 hexadecimal digits. */
  readonly id: string;
  /** Pictures that are enrolled. */
  readonly pictures: number;
  readonly consent: Consent;
}

const LONGEST_PURPOSE = 1000;

export const hasEnded = ({ expires }: Consent, now: number): boolean => expires !== null && expires <= now;

/** Throws `argument-invalid` for a consent that is none, `consent-missing` for one that has ended. */
export function checkConsent({ purpose, given, expires }: Consent, now: number): void {
  const characters = typeof purpose === 'string' ? purpose.trim().length : 0;
  if (characters === 0 || characters > LONGEST_PURPOSE) {
    throw invalid(`its purpose has ${characters} characters, expected 1 to ${LONGEST_PURPOSE}`);
  }
  if (!Number.isFinite(given)) throw invalid(`it was given at ${given}, expected milliseconds since 1970`);
  if (expires === null) return;
  if (!(Number.isFinite(expires) && expires > given)) {
    throw invalid(`it ends at ${expires}, expected null or milliseconds since 1970 after ${given}`);
  }
  if (expires <= now) {
    throw new KinfoldError('consent-missing', 'store: a consent has ended already; ask the person for another');
  }
}

function invalid(problem: string): KinfoldError {
  return new KinfoldError('argument-invalid', `store: a consent is not sound: ${problem}`);
}
