import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import type { PostgresClient } from '../../src/postgres/client.js';

interface OpenClient {
  readonly name: string;
  readonly open: () => Promise<{ readonly client: PostgresClient; readonly close: () => Promise<void> }>;
}

const address = process.env['DATABASE_URL'];

/** PostgreSQL in this process and, if DATABASE_URL is set, the server that it names. */
export const clients: readonly OpenClient[] = [
  {
    name: 'PGlite',
    open: async () => {
      const client = await PGlite.create({ extensions: { vector } });
      return { client, close: () => client.close() };
    },
  },
  ...(address
    ? [
        {
          name: 'the server of DATABASE_URL',
          open: async () => {
            const client = new pg.Pool({ connectionString: address });
            return { client, close: () => client.end() };
          },
        },
      ]
    : []),
];
