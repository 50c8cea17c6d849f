import { expect } from 'vitest';

/** Matches a `KinfoldError` of this code whose message fits. */
export const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });
