import { afterAll, beforeAll } from 'vitest';
import type { TemplateIndex } from '../../src/gallery/template-index.js';
import type { PostgresClient } from '../../src/postgres/client.js';
import { openPostgresIndex, type PostgresIndexOptions } from '../../src/postgres/open.js';
import { ORIGIN, WIDTH } from '../support/template-index.js';
import type { clients } from './clients.js';

export const KEY = new Uint8Array(32).fill(7);

/** A database for the tests of a block; the schemas that it names are dropped behind them. */
export function setting({ open }: (typeof clients)[number]) {
  let opened: Awaited<ReturnType<typeof open>>;
  const schemas: string[] = [];
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    for (const schema of schemas) await opened.client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await opened.close();
  });
  return {
    client: (): PostgresClient => opened.client,
    freshSchema: (): string => {
      const schema = `kinfold_test_${process.pid}_${schemas.length}`;
      schemas.push(schema);
      return schema;
    },
    openIndex: (schema: string, options: Partial<PostgresIndexOptions> = {}): Promise<TemplateIndex> =>
      openPostgresIndex({ client: opened.client, width: WIDTH, origin: ORIGIN, key: KEY, schema, ...options }),
    rows: async <Row>(text: string): Promise<Row[]> => (await opened.client.query(text)).rows as Row[],
  };
}
