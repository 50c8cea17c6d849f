import { describe, expect, it } from 'vitest';
import type { PostgresClient } from '../../src/postgres/client.js';
import { openPostgresIndex } from '../../src/postgres/open.js';
import { refusal } from '../support/refusal.js';
import { axis, bruteForce, crowd, ORIGIN, probe, template, WIDTH } from '../support/template-index.js';
import { clients, servers } from './clients.js';
import { KEY, setting } from './setting.js';

describe.each(clients)('in $name', (where) => {
  const { client, freshSchema, openIndex, rows } = setting(where);

  /** Small tables are scanned; here the plan must be the index. */
  async function byHnsw<T>(work: () => Promise<T>): Promise<T> {
    await client().query('SET enable_seqscan = off');
    return work().finally(() => client().query('RESET enable_seqscan'));
  }

  it('removed templates hide nobody, before and after they are vacuumed', async () => {
    const schema = freshSchema();
    const index = await openIndex(schema, { candidates: 10 });
    const left = crowd(6, 3);
    await index.add(left);
    await index.add(Array.from({ length: 400 }, (_, i) => template(`gone ${i}`, 'gone', axis(1, i / 1000))));
    const embedding = axis(1, 0.1);
    const expected = bruteForce(left, embedding, 3);
    await byHnsw(async () => {
      expect((await index.search(probe(embedding), 1))[0]!.identity).toBe('gone');
      expect(await index.remove('gone')).toBe(400);
      expect(await index.search(probe(embedding), 3)).toEqual(expected);
      await client().query(`VACUUM ${schema}.templates`);
      expect(await index.search(probe(embedding), 3)).toEqual(expected);
    });
  });

  it('one identity with more templates than HNSW can propose hides nobody', async () => {
    const index = await openIndex(freshSchema());
    await index.add([template('b', 'Bo', axis(0, 1)), template('c', 'Cy', axis(0, 1, 0.1))]);
    await index.add(Array.from({ length: 1100 }, (_, i) => template(`${i}`, 'Ada', axis(1, i / 5000))));
    const ranked = await byHnsw(() => index.search(probe(axis(1)), 5));
    expect(ranked.map(({ id }) => id)).toEqual(['0', 'b', 'c']);
  });

  it('a graph that is gone is not missed: the table is read', async () => {
    const schema = freshSchema();
    const index = await openIndex(schema);
    const templates = crowd(20, 3);
    await index.add(templates);
    await client().query(`DROP INDEX ${schema}.templates_embedding`);
    const { embedding } = templates[7]!;
    expect(await index.search(probe(embedding), 4)).toEqual(bruteForce(templates, embedding, 4));
  });

  it('a schema that is gone is said', async () => {
    const schema = freshSchema();
    const index = await openIndex(schema);
    await client().query(`DROP SCHEMA ${schema} CASCADE`);
    await expect(index.search(probe(axis(1)), 1)).rejects.toEqual(refusal('store-unavailable', /does not exist/));
    await expect(index.add(crowd(1, 1))).rejects.toEqual(refusal('store-unavailable', /nothing was changed/));
  });

  it('a role that may only read and write rows is enough, once the tables are there', async () => {
    const schema = freshSchema();
    await openIndex(schema);
    const role = `${schema}_role`;
    await client().query(`CREATE ROLE ${role}`);
    try {
      await client().query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
      await client().query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
      await client().query(`GRANT INSERT, UPDATE, DELETE ON ${schema}.templates TO ${role}`);
      await client().query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
      await client().query(`SET ROLE ${role}`);
      const index = await openIndex(schema);
      await index.add([template('a', 'Ada', axis(1)), template('b', 'Bo', axis(0, 1))]);
      await index.add([template('a', 'Ada', axis(1, 0.1))]);
      expect(await index.search(probe(axis(1)), 3)).toMatchObject([{ identity: 'Ada' }, { identity: 'Bo' }]);
      expect(await index.remove('Bo')).toBe(1);
      await expect(rows(`DELETE FROM ${schema}.about`)).rejects.toThrow(/permission denied/);
    } finally {
      await client().query('RESET ROLE');
      await client().query(`DROP OWNED BY ${role}`);
      await client().query(`DROP ROLE ${role}`);
    }
  });
});

// PGlite is one connection in this process: nothing can come in between.
describe.each(servers)('many connections to $name', (where) => {
  const { freshSchema, openIndex } = setting(where);
  const { connect } = where;

  /** Another writer holds the row that `add` takes last; `add` holds the other one and waits. */
  async function meeting() {
    const schema = freshSchema();
    const index = await openIndex(schema);
    await index.add([template('a', 'Ada', axis(1)), template('b', 'Bo', axis(0, 1))]);
    const other = await connect();
    const take = (which: 'ASC' | 'DESC') =>
      other.query(`SELECT FROM ${schema}.templates ORDER BY id ${which} LIMIT 1 FOR UPDATE`);
    await other.query('BEGIN');
    await take('DESC');
    const added = index.add([template('b', 'Bo', axis(0, 0, 1)), template('a', 'Ada', axis(0, 0, 0, 1))]);
    const outcome = added.then(
      () => undefined,
      (error: unknown) => error,
    );
    const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%"${schema}"%'`;
    for (;;) {
      const [found] = (await other.query(waiting)).rows as { pid: number }[];
      if (found) return { index, other, outcome, pid: found.pid, takeFirst: () => take('ASC') };
    }
  }

  it('an add that deadlocks with another writer is tried again', async () => {
    const { index, other, outcome, takeFirst } = await meeting();
    await takeFirst();
    await other.query('COMMIT');
    expect(await outcome).toBeUndefined();
    const ranked = await index.search(probe(axis(0, 0, 0, 1)), 2);
    expect(ranked).toMatchObject([
      { identity: 'Ada', distance: 0 },
      { identity: 'Bo', distance: 2 },
    ]);
    await other.close();
  });

  it('a connection that dies in the middle of an add leaves nothing of it, and the next call goes by another', async () => {
    const { index, other, outcome, pid } = await meeting();
    await other.query(`SELECT pg_terminate_backend(${pid})`);
    expect(await outcome).toEqual(refusal('store-unavailable', /not known/));
    await other.query('ROLLBACK');
    const before = await index.search(probe(axis(1)), 2);
    expect(before).toMatchObject([
      { identity: 'Ada', distance: 0 },
      { identity: 'Bo', distance: 2 },
    ]);
    await index.add([template('c', 'Cy', axis(0, 0, 1))]);
    expect(await index.size()).toBe(3);
    await other.close();
  });

  it('writers of the same templates, in whatever order, all get through', async () => {
    const index = await openIndex(freshSchema());
    const templates = crowd(30, 4);
    const turned = [...templates].reverse();
    const adding = Array.from({ length: 8 }, (_, i) => index.add(i % 2 ? templates : turned));
    const removing = index.remove('person 3').catch((error: unknown) => {
      expect(error).toEqual(refusal('identity-unknown'));
    });
    await Promise.all([...adding, removing]);
    await index.add(templates);
    expect(await index.size()).toBe(templates.length);
    const { embedding } = templates[11]!;
    expect(await index.search(probe(embedding), 5)).toEqual(bruteForce(templates, embedding, 5));
  });

  it('a pool that was closed is unavailable', async () => {
    const opened = await where.open();
    const index = await openPostgresIndex({
      client: opened.client,
      width: WIDTH,
      origin: ORIGIN,
      key: KEY,
      schema: freshSchema(),
    });
    await opened.close();
    await expect(index.size()).rejects.toEqual(refusal('store-unavailable', /pool/));
  });
});

describe('a server that cannot serve', () => {
  const open = (query: PostgresClient['query']) =>
    openPostgresIndex({ client: { query }, width: WIDTH, origin: ORIGIN, key: KEY });
  const fails = (code?: string) => async () => {
    throw Object.assign(new Error('no'), { code });
  };

  it.each([
    ['no pgvector', async () => ({ rows: [] }), 'dependency-missing', /no pgvector/],
    ['an old pgvector', async () => ({ rows: [{ version: '0.7.4' }] }), 'dependency-missing', /0\.7\.4/],
    ['a full disk', fails('53100'), 'store-full', /refused: no; nothing was changed/],
    ['a deadlock that never ends', fails('40P01'), 'store-unavailable', /refused: no; nothing was changed/],
    ['nobody there', fails('ECONNREFUSED'), 'store-unavailable', /not known/],
    ['a socket that breaks', fails('EPIPE'), 'store-unavailable', /not known/],
    ['a connection that breaks', fails('08006'), 'store-unavailable', /not known/],
    ['a server that shuts down', fails('57P01'), 'store-unavailable', /not known/],
    ['an error without a code', fails(), 'store-unavailable', /not known/],
  ] as const)('%s', async (_, query, code, message) => {
    await expect(open(query)).rejects.toEqual(refusal(code, message));
  });
});
