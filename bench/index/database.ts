import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import type { PostgresClient } from '../../src/postgres/client.js';

export const SCHEMA = 'kinfold_bench';

export interface Database {
  readonly name: string;
  readonly client: PostgresClient;
  /** The first column of the first row. */
  readonly value: (text: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The server of DATABASE_URL, or PGlite with its files in a folder of its own. */
export async function openDatabase(): Promise<Database> {
  const address = process.env['DATABASE_URL'];
  if (address) {
    // No pool: it closes a connection that is idle while templates are drawn, and its settings are gone.
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    return described(client, () => client.end());
  }
  const folder = await mkdtemp(join(tmpdir(), 'kinfold-bench-'));
  const client = await PGlite.create({ dataDir: folder, extensions: { vector } });
  return described(client, async () => {
    await client.close();
    await rm(folder, { recursive: true });
  });
}

async function described(client: PostgresClient, end: () => Promise<void>): Promise<Database> {
  const value = async (text: string) => {
    const { rows } = await client.query(text);
    return Object.values((rows[0] ?? {}) as object)[0] as unknown;
  };
  const [server] = String(await value('SELECT version()')).split(' on ');
  const drop = `DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`;
  await value(drop);
  await value('CREATE EXTENSION IF NOT EXISTS vector');
  const extension = await value("SELECT extversion FROM pg_extension WHERE extname = 'vector'");
  const buffers = await value("SELECT current_setting('shared_buffers')");
  const close = async () => {
    await value(drop);
    await end();
  };
  return { name: `${server}, pgvector ${extension}, shared_buffers ${buffers}`, client, value, close };
}
