import type { Consent } from 'kinfold/face';

const YEAR = 365 * 24 * 3_600_000;

/** What somebody agrees to now, for a year. @param purpose in the words that they read. */
export const consentTo = (purpose: string): Consent => ({ purpose, given: Date.now(), expires: Date.now() + YEAR });
