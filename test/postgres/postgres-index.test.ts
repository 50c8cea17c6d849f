import { describe, expect, it } from 'vitest';
import { refusal } from '../support/refusal.js';
import {
  axis,
  bruteForce,
  crowd,
  itIsATemplateIndex,
  ORIGIN,
  probe,
  template,
  WIDTH,
} from '../support/template-index.js';
import { clients } from './clients.js';
import { setting } from './setting.js';

describe.each(clients)('templates in $name', (where) => {
  const { client, freshSchema, openIndex, rows } = setting(where);

  itIsATemplateIndex(() => openIndex(freshSchema()));

  it('is the same index when it is opened again', async () => {
    const schema = freshSchema();
    const templates = crowd(4, 2);
    await (await openIndex(schema)).add(templates);
    const again = await openIndex(schema, { candidates: 7 });
    expect(await again.search(probe(templates[3]!.embedding), 3)).toEqual(
      bruteForce(templates, templates[3]!.embedding, 3),
    );
  });

  it('opened many times at once, it is made once', async () => {
    const schema = freshSchema();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openIndex(schema)));
    await Promise.all(opened.map((index, i) => index.add([template(`${i}`, 'Ada', axis(1, i))])));
    expect(await opened[0]!.size()).toBe(4);
  });

  it('goes by HNSW, and what that proposes is ranked exactly', async () => {
    const schema = freshSchema();
    const index = await openIndex(schema, { candidates: 60 });
    const templates = crowd(250, 2);
    await index.add(templates);
    // Small tables are scanned: without that the plan must be the index.
    await client().query('SET enable_seqscan = off');
    const text = `EXPLAIN SELECT * FROM ${schema}.templates ORDER BY embedding <-> '[1${',0'.repeat(WIDTH - 1)}]' LIMIT 9`;
    const plan = await rows<Record<string, string>>(text);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan using templates_embedding/);
    let found = 0;
    for (const { embedding } of templates.slice(0, 40)) {
      const [exact] = bruteForce(templates, embedding, 1);
      const [nearest] = await index.search(probe(embedding), 1);
      if (nearest!.id === exact!.id) found++;
      else expect(nearest!.distance).toBeGreaterThanOrEqual(exact!.distance);
    }
    expect(found).toBeGreaterThan(35);
    await client().query('RESET enable_seqscan');
  });

  it('looks further where one identity has more templates than HNSW proposes', async () => {
    const index = await openIndex(freshSchema(), { candidates: 2 });
    await index.add(Array.from({ length: 20 }, (_, i) => template(`a${i}`, 'Ada', axis(1, i / 100))));
    await index.add([template('b', 'Bo', axis(0, 1)), template('c', 'Cy', axis(0, 0, 1))]);
    const ranked = await index.search(probe(axis(1)), 3);
    expect(ranked.map(({ identity }) => identity)).toEqual(['Ada', 'Bo', 'Cy']);
  });

  it('leaves the settings of the connection as they are', async () => {
    const index = await openIndex(freshSchema());
    await index.add(crowd(2, 2));
    const setting = () => rows<{ value: string }>("SELECT current_setting('hnsw.ef_search') AS value");
    const before = await setting();
    await index.search(probe(axis(1)), 2);
    expect(await setting()).toEqual(before);
  });

  it('takes the widest vectors that HNSW takes, and metadata beside them', async () => {
    const width = 2000;
    const index = await openIndex(freshSchema(), { width });
    const embedding = new Float32Array(width).fill(Math.sqrt(1 / width));
    const metadata = Array.from({ length: 5000 }, (_, i) => i).join();
    await index.add([{ ...ORIGIN, id: 'a', identity: 'Ada', embedding, metadata }]);
    expect(await index.search(probe(embedding), 1)).toEqual([{ id: 'a', identity: 'Ada', metadata, distance: 0 }]);
    await expect(openIndex(freshSchema(), { width: width + 1 })).rejects.toEqual(refusal('argument-invalid', /2000/));
  });

  it('more templates than a statement takes are refused, and so is a k that HNSW cannot give', async () => {
    const index = await openIndex(freshSchema());
    await expect(index.add(crowd(10_001, 1))).rejects.toEqual(refusal('limit-exceeded', /10001 templates/));
    await expect(index.search(probe(axis(1)), 1001)).rejects.toEqual(refusal('argument-invalid', /1000/));
  });
});
