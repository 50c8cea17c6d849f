import { toHex } from '../backbone/hex.js';
import { KinfoldError } from '../errors.js';
import { checkKind, checkSameOrigin, type EmbeddingOrigin, type TemplateIndex } from '../gallery/template-index.js';
import type { PostgresClient } from './client.js';
import { MOST_CANDIDATES, PostgresIndex } from './postgres-index.js';
import { migrate } from './schema.js';
import { Seal } from './seal.js';

/** Widest vector that HNSW takes. */
const WIDEST = 2000;

export interface PostgresIndexOptions {
  /** A `Pool` or `Client` of `pg`, a `PGlite` with its extension `vector`, or what answers like them. It stays the caller's. */
  readonly client: PostgresClient;
  /** Numbers in an embedding, 1 to 2000. */
  readonly width: number;
  readonly origin: EmbeddingOrigin;
  /** 32 random bytes under which names, ids and metadata are sealed. Keep them outside of the database: without them its rows name nobody. */
  readonly key: Uint8Array;
  /** The schema that holds the tables, and the index's name: its rows open nowhere else. Lower-case letters, digits and _, up to 40. Default: kinfold. */
  readonly schema?: string;
  /** Templates that HNSW proposes in a search, its `ef_search`; all are compared exactly. 1 to 1000; more are found more surely and more slowly. Default: 100. */
  readonly candidates?: number;
}

/**
 * Opens an index in PostgreSQL with pgvector 0.8 or later, and makes its tables if they are not there. Searches go by HNSW on squared L2 distance; what that
 * proposes is ranked by exact distances, in f64. It can miss a template: then somebody is *unknown* or another one is nearest, at a distance that is
 * right all the same. Where HNSW shows too few identities, all are compared. Each call is one statement and one transaction; one that deadlocks with
 * another is tried again. Besides what {@link TemplateIndex} says, calls throw `store-unavailable`, `store-full` and, for a row that is not as this
 * index wrote it, `store-tampered`; more than 10,000 templates in one `add` are `limit-exceeded`. A connection that is lost in the middle of an `add` or
 * a `remove` leaves either all of it or none, and the error says that it does not know.
 *
 * @throws KinfoldError `dependency-missing` without pgvector; `save-mismatch` for an index of another width or origin, or a later version; `passphrase-wrong`
 * for another key; `argument-invalid`; `store-unavailable`.
 */
export async function openPostgresIndex({
  client,
  width,
  origin,
  key,
  schema = 'kinfold',
  candidates = 100,
}: PostgresIndexOptions): Promise<TemplateIndex> {
  checkKind({ width, origin }, WIDEST);
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(schema) || schema.startsWith('pg_')) {
    throw invalid(`schema is ${JSON.stringify(schema)}`, 'name it by up to 40 lower-case letters, digits and _');
  }
  if (!Number.isInteger(candidates) || candidates < 1 || candidates > MOST_CANDIDATES) {
    throw invalid(`candidates is ${candidates}`, `give a whole number from 1 to ${MOST_CANDIDATES}`);
  }
  const seal = await Seal.derive(key, [schema, width, origin.backboneSha256, origin.encoderSha256]);
  const own = {
    width: String(width),
    backboneSha256: origin.backboneSha256,
    encoderSha256: origin.encoderSha256,
    key: toHex(await seal.tag('key', '')),
  };
  const about = await migrate(client, schema, own);
  if (about.width !== own.width) {
    const problem = `"${schema}" holds embeddings of width ${about.width}, not ${width}`;
    throw new KinfoldError('save-mismatch', `openPostgresIndex: ${problem}; fill another schema`);
  }
  checkSameOrigin('openPostgresIndex: the origin', own, about);
  if (about.key !== own.key) {
    const problem = `"${schema}" was sealed under another key`;
    throw new KinfoldError('passphrase-wrong', `openPostgresIndex: ${problem}; open it with that one`);
  }
  return new PostgresIndex(client, `"${schema}"`, { width, origin }, seal, candidates);
}

function invalid(problem: string, cure: string): KinfoldError {
  return new KinfoldError('argument-invalid', `openPostgresIndex: ${problem}; ${cure}`);
}
