import { KinfoldError } from '../errors.js';
import { type PostgresClient, rowsOf } from './client.js';

/** The pgvector whose HNSW goes on when what it found was removed. */
const [MAJOR, MINOR] = [0, 8];

/** What an index is of: hexadecimal or decimal digits. */
export type About = Readonly<Record<'width' | 'backboneSha256' | 'encoderSha256' | 'key', string>>;

/** Steps that lead from one version of the tables to the next, each of whole statements; `%s` is the schema, `%w` the width. */
export const migrations: readonly string[] = [
  `CREATE TABLE %s.about (key text PRIMARY KEY, value text NOT NULL);
   CREATE TABLE %s.templates (
     id bytea PRIMARY KEY,
     identity bytea NOT NULL,
     place bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
     embedding vector(%w) NOT NULL,
     sealed bytea NOT NULL
   );
   ALTER TABLE %s.templates ALTER COLUMN embedding SET STORAGE PLAIN;
   CREATE INDEX templates_identity ON %s.templates (identity);
   CREATE INDEX templates_embedding ON %s.templates USING hnsw (embedding vector_l2_ops);
   CREATE FUNCTION %s.nearest(probe vector, candidates integer) RETURNS SETOF %s.templates LANGUAGE plpgsql
     SET hnsw.ef_search = 40 SET hnsw.iterative_scan = relaxed_order AS $nearest$
   BEGIN
     PERFORM set_config('hnsw.ef_search', candidates::text, true);
     RETURN QUERY EXECUTE 'SELECT * FROM %s.templates ORDER BY embedding <-> $1 LIMIT $2' USING probe, candidates;
   END $nearest$;
   CREATE FUNCTION %s.nearest_of_each(probe vector, identities integer) RETURNS SETOF %s.templates LANGUAGE sql AS $each$
     SELECT templates.* FROM %s.templates JOIN (
       SELECT id, distance FROM (
         SELECT DISTINCT ON (identity) id, place, embedding <-> probe AS distance FROM %s.templates
         ORDER BY identity, distance, place
       ) AS each ORDER BY distance, place LIMIT identities
     ) AS near USING (id)
   $each$;`,
];

/**
 * Brings the tables of a schema to the version of these steps, in one transaction; one process at a time. An index without an `about` gets this one.
 * @returns what the index is of.
 * @throws KinfoldError `dependency-missing` without pgvector 0.8 or later; `save-mismatch` for tables that later steps have changed; what
 * `rowsOf` throws.
 */
export async function migrate(
  client: PostgresClient,
  schema: string,
  about: About,
  steps = migrations,
): Promise<About> {
  const subject = 'openPostgresIndex';
  const [extension] = await rowsOf<{ version: string }>(
    client,
    subject,
    "SELECT coalesce(installed_version, default_version) AS version FROM pg_available_extensions WHERE name = 'vector'",
  );
  const [major = 0, minor = 0] = (extension?.version ?? '').split('.').map(Number);
  if (major < MAJOR || (major === MAJOR && minor < MINOR)) {
    const found = extension ? `pgvector ${extension.version}` : 'no pgvector';
    throw new KinfoldError(
      'dependency-missing',
      `${subject}: the server has ${found}, but the index needs ${MAJOR}.${MINOR} or later; install the extension "vector" there`,
    );
  }
  await rowsOf(client, subject, statement(schema, about, steps));
  const [row] = await rowsOf<{ version: number; about: About }>(
    client,
    subject,
    `SELECT (SELECT max(version) FROM "${schema}".migrations) AS version, json_object_agg(key, value) AS about FROM "${schema}".about`,
  );
  if (row!.version > steps.length) {
    throw new KinfoldError(
      'save-mismatch',
      `${subject}: the tables of "${schema}" are of version ${row!.version}, but this is version ${steps.length}; use a later kinfold`,
    );
  }
  return row!.about;
}

/** All of it as one statement, for a client may hand each to another connection. A role that may only read and write rows can run it once it is done. */
function statement(schema: string, about: About, steps: readonly string[]): string {
  const named = (sql: string) => sql.replaceAll('%s', `"${schema}"`).replaceAll('%w', about.width);
  const step = (sql: string, i: number) => `
    IF NOT EXISTS (SELECT FROM "${schema}".migrations WHERE version > ${i}) THEN
      ${named(sql)}
      INSERT INTO "${schema}".migrations VALUES (${i + 1});
    END IF;`;
  const values = Object.entries(about).map(([key, value]) => `('${key}', '${value}')`);
  return `DO $migrate$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kinfold'));
    IF to_regclass('"${schema}".migrations') IS NULL THEN
      CREATE EXTENSION IF NOT EXISTS vector;
      CREATE SCHEMA IF NOT EXISTS "${schema}";
      CREATE TABLE "${schema}".migrations (version int PRIMARY KEY);
    END IF;
    ${steps.map(step).join('')}
    IF NOT EXISTS (SELECT FROM "${schema}".about) THEN
      INSERT INTO "${schema}".about VALUES ${values.join()};
    END IF;
  END $migrate$`;
}
