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

/**
 * Runs one statement and returns its rows.
 * @throws KinfoldError `store-unavailable`, `store-full` or `dependency-missing`, with what the client threw as its cause.
 */
export async function rowsOf<Row>(
  client: PostgresClient,
  subject: string,
  text: string,
  params: unknown[] = [],
): Promise<Row[]> {
  try {
    return (await client.query(text, params)).rows as Row[];
  } catch (cause) {
    const { code = '', message = String(cause) } = (cause ?? {}) as { code?: string; message?: string };
    throw new KinfoldError(
      CODES[code] ?? 'store-unavailable',
      `${subject}: PostgreSQL refused: ${message}; nothing was changed`,
      { cause },
    );
  }
}
