import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import type { PostgresClient } from '../../src/postgres/client.js';

export interface OpenClient {
  readonly name: string;
  readonly open: () => Promise<{ readonly client: PostgresClient; readonly close: () => Promise<void> }>;
}

export interface Server extends OpenClient {
  /** One connection of its own, for a transaction of several statements. */
  readonly connect: () => Promise<PostgresClient & { readonly close: () => Promise<void> }>;
}

const address = process.env['DATABASE_URL'];

/** The server that DATABASE_URL names, if it is set. */
export const servers: readonly Server[] = address ? [serverAt(address)] : [];

/** PostgreSQL in this process, and the server. */
export const clients: readonly OpenClient[] = [
  {
    name: 'PGlite',
    open: async () => {
      const client = await PGlite.create({ extensions: { vector } });
      return { client, close: () => client.close() };
    },
  },
  ...servers,
];

function serverAt(connectionString: string): Server {
  return {
    name: 'the server of DATABASE_URL',
    open: async () => {
      const client = new pg.Pool({ connectionString });
      // An idle connection that breaks is told here, and to nobody would end the process.
      client.on('error', () => {});
      return { client, close: () => client.end() };
    },
    connect: async () => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      return { query: (text, params) => client.query(text, params), close: () => client.end() };
    },
  };
}
