import { KinfoldError } from '../errors.js';

/**
 * An address of the page's as a worker takes it, which would read it as relative to its own file. What is no text stays as it is.
 * @throws `argument-invalid` if it is no address.
 */
export function absolute<Source>(subject: string, field: string, source: Source): Source | string {
  if (typeof source !== 'string') return source;
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return new URL(source, base).href;
  } catch (cause) {
    throw new KinfoldError('argument-invalid', `${subject}: ${field} is "${source}", which is no address; pass a URL`, {
      cause,
    });
  }
}
