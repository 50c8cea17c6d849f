import { KinfoldError } from '../errors.js';
import { normaliseIdentity } from '../gallery/identity.js';
import { exactDistance, rankTemplates } from '../gallery/rank-templates.js';
import {
  checkCount,
  checkProbe,
  checkTemplates,
  type EmbeddingOrigin,
  identityUnknown,
  type RankedTemplate,
  type Template,
  type TemplateIndex,
  type TemplateProbe,
} from '../gallery/template-index.js';
import { byteaOf, concat, fromBase64 } from './bytes.js';
import { type PostgresClient, rowsOf } from './client.js';
import { type Seal, tampered } from './seal.js';
import { vectorFromBytes, vectorToBytes, vectorToText } from './vector.js';

/** pgvector's largest `ef_search`. */
export const MOST_CANDIDATES = 1000;
/** By how much a search grows that has found too few identities. */
const GROWTH = 4;
/** Templates in one statement. */
const MOST_AT_ONCE = 10_000;

/** A row as it comes from the database; bytes in base64, which clients leave alone. */
interface Row {
  readonly id: string;
  readonly identity: string;
  readonly place: number;
  readonly embedding: string;
  readonly sealed: string;
}

/** What is sealed of a template. */
type Sealed = Pick<Template, 'id' | 'identity' | 'metadata'>;

/** See {@link openPostgresIndex}. */
export class PostgresIndex implements TemplateIndex {
  readonly width: number;
  readonly origin: EmbeddingOrigin;

  constructor(
    readonly client: PostgresClient,
    /** Quoted. */
    readonly schema: string,
    { width, origin }: { readonly width: number; readonly origin: EmbeddingOrigin },
    readonly seal: Seal,
    readonly candidates: number,
  ) {
    this.width = width;
    this.origin = origin;
  }

  async size(): Promise<number> {
    const [row] = await this.#rows<{ count: number }>('size', 'SELECT count(*)::float8 AS count FROM %s.templates');
    return row!.count;
  }

  async add(templates: readonly Template[]): Promise<void> {
    const checked = checkTemplates(this, templates);
    if (checked.length > MOST_AT_ONCE) {
      throw new KinfoldError(
        'limit-exceeded',
        `index.add: ${checked.length} templates, but a statement takes ${MOST_AT_ONCE}; add them in several calls`,
      );
    }
    const rows = await Promise.all(checked.map((template) => this.#toRow(template)));
    // Places are given in the order of the call, rows taken in that of their ids: two calls that take the same ones do not deadlock.
    await this.#rows(
      'add',
      `INSERT INTO %s.templates (place, id, identity, embedding, sealed) OVERRIDING SYSTEM VALUE
       SELECT * FROM (
         SELECT nextval('%s.templates_place_seq'), t.*
         FROM json_to_recordset($1::text::json) AS t(id bytea, identity bytea, embedding vector, sealed bytea)
       ) AS placed ORDER BY id
       ON CONFLICT (id) DO UPDATE
       SET identity = excluded.identity, embedding = excluded.embedding, sealed = excluded.sealed`,
      [JSON.stringify(rows)],
    );
  }

  async remove(identity: string): Promise<number> {
    const name = normaliseIdentity(identity);
    const [row] = await this.#rows<{ count: number }>(
      'remove',
      `WITH taken AS MATERIALIZED (SELECT id FROM %s.templates WHERE identity = $1::text::bytea ORDER BY id FOR UPDATE),
       gone AS (DELETE FROM %s.templates WHERE id IN (SELECT id FROM taken) RETURNING 1)
       SELECT count(*)::float8 AS count FROM gone`,
      [byteaOf(await this.seal.tag('identity', name))],
    );
    if (row!.count === 0) throw identityUnknown(name);
    return row!.count;
  }

  async search(probe: TemplateProbe, k: number): Promise<readonly RankedTemplate[]> {
    checkCount(k, MOST_CANDIDATES);
    checkProbe('search', this, probe);
    const ranked = await this.#ranked(probe.embedding.slice(), k);
    return Promise.all(ranked.map((row) => this.#open(row)));
  }

  async #ranked(probe: Float32Array, k: number) {
    for (let candidates = Math.max(this.candidates, k); ; candidates *= GROWTH) {
      const asked = Math.min(candidates, MOST_CANDIDATES);
      const rows = await this.#compared('nearest', probe, asked);
      const ranked = rankTemplates(rows, k);
      if (ranked.length === k) return ranked;
      // HNSW has no more to show: there are no more, or they lie behind too many of one identity, or behind removed ones.
      if (rows.length < asked || asked === MOST_CANDIDATES) break;
    }
    return rankTemplates(await this.#compared('nearest_of_each', probe, MOST_CANDIDATES), k);
  }

  async #compared(by: 'nearest' | 'nearest_of_each', probe: Float32Array, count: number) {
    const rows = await this.#rows<Row>(
      'search',
      `SELECT encode(id, 'base64') AS id, encode(identity, 'base64') AS identity, place::float8 AS place,
         encode(vector_send(embedding), 'base64') AS embedding, encode(sealed, 'base64') AS sealed
       FROM %s.${by}($1::text::vector, $2::text::int)`,
      [vectorToText(probe), String(count)],
    );
    return rows.map((row) => {
      const embedding = vectorFromBytes(fromBase64(row.embedding), this.width);
      if (!embedding) throw tampered();
      return { row, identity: row.identity, place: row.place, distance: exactDistance(probe, embedding) };
    });
  }

  async #toRow({ embedding, id, identity, metadata }: Template) {
    // PostgreSQL reads back −0 as 0.
    const stored = embedding.map((value) => value + 0);
    const [idTag, identityTag] = await Promise.all([
      this.seal.tag('template', id),
      this.seal.tag('identity', identity),
    ]);
    const sealed: Sealed = { id, identity, ...(metadata !== undefined && { metadata }) };
    const bound = concat(idTag, identityTag, vectorToBytes(stored));
    return {
      id: byteaOf(idTag),
      identity: byteaOf(identityTag),
      embedding: vectorToText(stored),
      sealed: byteaOf(await this.seal.seal(JSON.stringify(sealed), bound)),
    };
  }

  async #open({ row, distance }: { readonly row: Row; readonly distance: number }): Promise<RankedTemplate> {
    const bound = concat(...[row.id, row.identity, row.embedding].map(fromBase64));
    const text = await this.seal.open(fromBase64(row.sealed), bound);
    return { ...(JSON.parse(text) as Sealed), distance };
  }

  #rows<R>(call: string, text: string, params: unknown[] = []): Promise<R[]> {
    return rowsOf(this.client, `index.${call}`, text.replaceAll('%s', this.schema), params);
  }
}
