import { describe, expect, it } from 'vitest';
import { type About, migrate, migrations } from '../../src/postgres/schema.js';
import { refusal } from '../support/refusal.js';
import { axis, crowd, ORIGIN, probe, template, WIDTH } from '../support/template-index.js';
import { clients } from './clients.js';
import { setting } from './setting.js';

describe.each(clients)('in $name', (where) => {
  const { client, freshSchema, openIndex, rows } = setting(where);

  describe('what is sealed', () => {
    it('no name, id or metadata can be read in the tables, nor how long a short one is', async () => {
      const schema = freshSchema();
      const index = await openIndex(schema);
      const secrets = ['Theodora Exampleby', 'a1b2c3d4'.repeat(8), 'badge 4711'];
      const [identity, id, metadata] = secrets as [string, string, string];
      await index.add([template(id, identity, axis(1), metadata), template(`${id}2`, 'Al', axis(0, 1), metadata)]);
      const text = JSON.stringify([
        await rows(`SELECT t::text AS t FROM ${schema}.templates t`),
        await rows(`SELECT * FROM ${schema}.about`),
      ]);
      expect(text).toContain('[1,0,0'); // the vectors cannot be sealed
      for (const secret of secrets) {
        const bytes = Buffer.from(secret);
        for (const form of [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')]) {
          expect(text).not.toContain(form);
        }
      }
      const lengths = await rows<{ length: number }>(`SELECT length(sealed) FROM ${schema}.templates`);
      expect(new Set(lengths.map(({ length }) => length)).size).toBe(1);
    });

    it('the same template is never sealed to the same bytes', async () => {
      const schema = freshSchema();
      const index = await openIndex(schema);
      const seen = new Set<string>();
      for (let i = 0; i < 3; i++) {
        await index.add([template('a', 'Ada', axis(1))]);
        seen.add(
          (await rows<{ sealed: string }>(`SELECT encode(sealed, 'hex') AS sealed FROM ${schema}.templates`))[0]!
            .sealed,
        );
      }
      expect(seen.size).toBe(3);
    });

    // Two rows, of Ada and of Bo; a probe of Ada must not be answered by what was done to them.
    it.each<[string, string]>([
      ['sealed parts swapped between rows', 'UPDATE %s t SET sealed = o.sealed FROM %s o WHERE o.id <> t.id'],
      ['vectors swapped between rows', 'UPDATE %s t SET embedding = o.embedding FROM %s o WHERE o.id <> t.id'],
      ['another identity', "UPDATE %s SET identity = sha256('x'::bytea)"],
      ['another id', 'UPDATE %s SET id = sha256(id)'],
      ['a bit of a vector', "UPDATE %s SET embedding = (replace(embedding::text, '[1,0', '[1,1e-30'))::vector"],
      ['a bit of a sealed part', 'UPDATE %s SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)'],
      ['a sealed part cut short', 'UPDATE %s SET sealed = substring(sealed FOR 5)'],
      ['nothing sealed', "UPDATE %s SET sealed = ''"],
    ])('%s: nobody is recognised', async (_, change) => {
      const schema = freshSchema();
      const index = await openIndex(schema);
      await index.add([template('a', 'Ada', axis(1)), template('b', 'Bo', axis(0, 1))]);
      expect(await index.search(probe(axis(1)), 1)).toMatchObject([{ identity: 'Ada' }]);
      await client().query(change.replaceAll('%s', `${schema}.templates`));
      await expect(index.search(probe(axis(1)), 1)).rejects.toEqual(refusal('store-tampered'));
    });

    it('a row of another index with the same key is nobody here', async () => {
      const [here, there] = [freshSchema(), freshSchema()];
      const index = await openIndex(here);
      await (await openIndex(there)).add([template('a', 'Ada', axis(1))]);
      const columns = 'id, identity, embedding, sealed';
      await client().query(`INSERT INTO ${here}.templates (${columns}) SELECT ${columns} FROM ${there}.templates`);
      await expect(index.search(probe(axis(1)), 1)).rejects.toEqual(refusal('store-tampered'));
    });
  });

  describe('an index opened as what it is not', () => {
    it.each([
      ['another key', { key: new Uint8Array(32).fill(8) }, 'passphrase-wrong'],
      ['a key that is too short', { key: new Uint8Array(16) }, 'argument-invalid'],
      ['another width', { width: WIDTH + 1 }, 'save-mismatch'],
      ['another backbone', { origin: { ...ORIGIN, backboneSha256: 'bb'.repeat(32) } }, 'save-mismatch'],
      ['another encoder', { origin: { ...ORIGIN, encoderSha256: 'ee'.repeat(32) } }, 'save-mismatch'],
      ['candidates out of range', { candidates: 1001 }, 'argument-invalid'],
    ] as const)('%s is refused', async (_, options, code) => {
      const schema = freshSchema();
      await openIndex(schema);
      await expect(openIndex(schema, options)).rejects.toEqual(refusal(code));
    });

    it.each(['', 'Upper', 'a b', 'a"; DROP TABLE x; --', 'pg_mine', 'x'.repeat(41), "a'b"])(
      'refuses the schema %j',
      async (schema) => {
        await expect(openIndex(schema)).rejects.toEqual(refusal('argument-invalid', /schema/));
      },
    );
  });

  describe('the tables', () => {
    const about: About = { ...ORIGIN, width: String(WIDTH), key: '00' };
    const next = [...migrations, 'ALTER TABLE %s.templates ADD COLUMN note text;'];
    const versions = (schema: string) =>
      rows<{ version: number }>(`SELECT version FROM ${schema}.migrations ORDER BY 1`);

    it('go from version to version with their rows, and not back', async () => {
      const schema = freshSchema();
      const index = await openIndex(schema);
      await index.add([template('a', 'Ada', axis(1))]);
      expect(await migrate(client(), schema, about, next)).toMatchObject({ ...ORIGIN, width: '12' });
      expect(await versions(schema)).toEqual([{ version: 1 }, { version: 2 }]);
      expect(await rows(`SELECT note FROM ${schema}.templates`)).toEqual([{ note: null }]);
      expect(await index.search(probe(axis(1)), 1)).toMatchObject([{ identity: 'Ada' }]);
      await expect(openIndex(schema)).rejects.toEqual(refusal('save-mismatch', /version 2/));
    });

    it('a step that fails changes nothing', async () => {
      const schema = freshSchema();
      await openIndex(schema);
      const broken = [...next, 'ALTER TABLE %s.templates ADD COLUMN nonsense nothing;'];
      await expect(migrate(client(), schema, about, broken)).rejects.toEqual(
        refusal('store-unavailable', /type "nothing" does not exist/),
      );
      expect(await versions(schema)).toEqual([{ version: 1 }]);
      await openIndex(schema);
    });

    it('an add that fails half way changes nothing', async () => {
      const schema = freshSchema();
      const index = await openIndex(schema);
      await client().query(`ALTER TABLE ${schema}.templates ADD CHECK (place < 4)`);
      await expect(index.add(crowd(5, 1))).rejects.toEqual(refusal('store-unavailable', /check/));
      expect(await index.size()).toBe(0);
    });
  });
});
