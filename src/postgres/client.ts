import { KinfoldError, type KinfoldErrorCode } from '../errors.js';

/**
 * What the index asks of a PostgreSQL client; a `Pool` or `Client` of `pg` and a `PGlite` are such. Parameters are text; what comes
 * back is text, numbers and JSON, each as JavaScript's own. Each call is one statement and so one transaction, unless the caller has begun one on that connection.
 */
export interface PostgresClient {
  query(text: string, params?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** Codes of PostgreSQL's appendix A whose cure is known; all others are `store-unavailable`. */
const CODES: Readonly<Record<string, KinfoldErrorCode>> = {
  // disk_full
  '53100': 'store-full',
  // feature_not_supported, undefined_file: what CREATE EXTENSION says where there is no such extension
  '0A000': 'dependency-missing',
  '58P01': 'dependency-missing',
};

/** serialization_failure and deadlock_detected: another writer was in the way, and the statement was rolled back. */
const IN_THE_WAY: readonly string[] = ['40001', '40P01'];
const MOST_ATTEMPTS = 5;

/** A refusal rolls back. A connection that ends (classes 08 and 57P, or an error of the socket's, such as EPIPE) may do so behind the commit. */
const REFUSED = /^(?!08|57P)[0-9A-Z]{3}\d[0-9A-Z]$/;

/**
 * Runs one statement and returns its rows. One that another writer was in the way of is tried again.
 * @throws KinfoldError `store-unavailable`, `store-full` or `dependency-missing`, with what the client threw as its cause.
 */
export async function rowsOf<Row>(
  client: PostgresClient,
  subject: string,
  text: string,
  params: unknown[] = [],
): Promise<Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await client.query(text, params)).rows as Row[];
    } catch (cause) {
      const { code = '', message = String(cause) } = (cause ?? {}) as { code?: string; message?: string };
      if (IN_THE_WAY.includes(code) && attempt < MOST_ATTEMPTS) continue;
      const problem = REFUSED.test(code)
        ? `PostgreSQL refused: ${message}; nothing was changed`
        : `no answer from PostgreSQL: ${message}; whether a change was made is not known, call again`;
      throw new KinfoldError(CODES[code] ?? 'store-unavailable', `${subject}: ${problem}`, { cause });
    }
  }
}
