import { expect } from 'vitest';
import { KinfoldError, type KinfoldErrorCode } from '../../src/errors.js';

/** The `KinfoldError` that a call throws; fails if it throws anything else or nothing. */
export function thrown(call: () => unknown, code: KinfoldErrorCode): KinfoldError {
  let error: unknown;
  try {
    call();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(KinfoldError);
  expect((error as KinfoldError).code).toBe(code);
  return error as KinfoldError;
}
