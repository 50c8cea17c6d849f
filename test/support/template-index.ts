import { expect, it } from 'vitest';
import { decideIdentify } from '../../src/gallery/decide.js';
import type { EmbeddingOrigin, Template, TemplateIndex, TemplateProbe } from '../../src/gallery/template-index.js';
import { squaredDistance } from '../../src/metric/comparisons/pairs.js';
import { rows } from './embeddings.js';
import { refusal } from './refusal.js';

export const WIDTH = 12;
export const ORIGIN: EmbeddingOrigin = { backboneSha256: 'b0'.repeat(32), encoderSha256: 'e1'.repeat(32) };

/** A unit vector along the axes of these numbers. */
export function axis(...parts: readonly number[]): Float32Array {
  const norm = Math.hypot(...parts);
  return Float32Array.from({ length: WIDTH }, (_, i) => (parts[i] ?? 0) / norm);
}

export const template = (id: string, identity: string, embedding: Float32Array, metadata?: string): Template => ({
  ...ORIGIN,
  id,
  identity,
  embedding,
  ...(metadata !== undefined && { metadata }),
});

export const probe = (embedding: Float32Array): TemplateProbe => ({ ...ORIGIN, embedding });

/** `people` identities with `each` templates, near each other as those of one person are. */
export function crowd(people: number, each: number, seed = 1): Template[] {
  const labels = Array.from({ length: people * each }, (_, i) => Math.floor(i / each));
  const embeddings = rows(labels, WIDTH, 0.3, seed);
  return labels.map((label, i) =>
    template(`picture ${i}`, `person ${label}`, embeddings.slice(i * WIDTH, (i + 1) * WIDTH), `shot ${i % each}`),
  );
}

/** The same search by definition: every distance in f64, each identity by its nearest template. */
export function bruteForce(templates: readonly Template[], embedding: Float32Array, k: number) {
  const ranked = templates
    .map(({ id, identity, embedding: own, metadata }) => ({
      id,
      identity,
      ...(metadata !== undefined && { metadata }),
      distance: squaredDistance(embedding, 0, own, 0, own.length),
    }))
    .sort((a, b) => a.distance - b.distance);
  return ranked.filter(({ identity }, i) => ranked.findIndex((other) => other.identity === identity) === i).slice(0, k);
}

/** What every index of templates does. `open` gives an empty one of {@link WIDTH} and {@link ORIGIN}. */
export function itIsATemplateIndex(open: () => Promise<TemplateIndex>): void {
  it('ranks identities by their nearest templates', async () => {
    const index = await open();
    const templates = crowd(9, 4);
    await index.add(templates);
    expect(await index.size()).toBe(36);
    const embedding = rows([0], WIDTH, 1, 7);
    for (const k of [1, 2, 9, 50]) {
      expect(await index.search(probe(embedding), k)).toEqual(bruteForce(templates, embedding, k));
    }
    const [own] = await index.search(probe(templates[5]!.embedding), 1);
    expect(own).toEqual({ id: 'picture 5', identity: 'person 1', metadata: 'shot 1', distance: 0 });
  });

  it('is an open set: what it ranks is decided by a threshold', async () => {
    const index = await open();
    await index.add([template('a', 'Ada', axis(1)), template('b', 'Bo', axis(0, 1))]);
    const near = await index.search(probe(axis(1, 0.1)), 2);
    expect(decideIdentify({ ranked: near, threshold: 0.5 })).toMatchObject({ identity: 'Ada' });
    const far = await index.search(probe(axis(0, 0, 1)), 2);
    expect(decideIdentify({ ranked: far, threshold: 0.5 })).toMatchObject({ identity: null, distance: 2 });
  });

  it('an empty index knows nobody', async () => {
    const index = await open();
    expect(await index.size()).toBe(0);
    const ranked = await index.search(probe(axis(1)), 3);
    expect(ranked).toEqual([]);
    expect(() => decideIdentify({ ranked, threshold: 1 })).toThrow(refusal('gallery-empty') as Error);
    await index.add([]);
    expect(await index.size()).toBe(0);
  });

  it('equal distances stay in the order of adding, and are nobody', async () => {
    const index = await open();
    const twins = ['Zoë', 'Ann', 'Mo'].map((name) => template(name, name, axis(1)));
    await index.add(twins);
    await index.add([template('later', 'Ada', axis(1)), template('far', 'Bo', axis(0, 1))]);
    const ranked = await index.search(probe(axis(1)), 5);
    expect(ranked.map(({ identity }) => identity)).toEqual(['Zoë', 'Ann', 'Mo', 'Ada', 'Bo']);
    expect(ranked.map(({ distance }) => distance)).toEqual([0, 0, 0, 0, 2]);
    expect(decideIdentify({ ranked, threshold: 1 }).identity).toBeNull();
  });

  it('forty duplicates of one picture hide nobody', async () => {
    const index = await open();
    await index.add(Array.from({ length: 40 }, (_, i) => template(`copy ${i}`, 'Ada', axis(1))));
    await index.add([template('b', 'Bo', axis(1)), template('c', 'Cy', axis(1, 1))]);
    const ranked = await index.search(probe(axis(1)), 3);
    expect(ranked.map(({ identity }) => identity)).toEqual(['Ada', 'Bo', 'Cy']);
  });

  it('a template with a known id takes its place', async () => {
    const index = await open();
    await index.add([template('a', 'Ada', axis(1), 'first'), template('b', 'Bo', axis(1))]);
    await index.add([template('a', 'Ada', axis(0, 1)), template('c', 'Cy', axis(0, 1))]);
    expect(await index.size()).toBe(3);
    expect(await index.search(probe(axis(1)), 3)).toEqual([
      { id: 'b', identity: 'Bo', distance: 0 },
      { id: 'a', identity: 'Ada', distance: 2 },
      { id: 'c', identity: 'Cy', distance: 2 },
    ]);
    await index.add([template('a', 'Bo', axis(0, 1))]);
    await expect(index.remove('Ada')).rejects.toEqual(refusal('identity-unknown', /"Ada"/));
  });

  it('removes an identity with all its templates, and nobody else', async () => {
    const index = await open();
    const templates = crowd(6, 3);
    await index.add(templates);
    expect(await index.remove('person 1')).toBe(3);
    expect(await index.remove(' person 5 ')).toBe(3);
    await expect(index.remove('person 1')).rejects.toEqual(refusal('identity-unknown'));
    const left = templates.filter(({ identity }) => identity !== 'person 1' && identity !== 'person 5');
    expect(await index.size()).toBe(left.length);
    for (const { embedding } of templates) {
      expect(await index.search(probe(embedding), 4)).toEqual(bruteForce(left, embedding, 4));
    }
    await index.add(templates.slice(3, 6));
    expect((await index.search(probe(templates[4]!.embedding), 1))[0]).toMatchObject({ identity: 'person 1' });
  });

  it.each<[string, Partial<Template>, string]>([
    ['NaN', { embedding: axis(1).fill(Number.NaN, 3, 4) }, 'not-finite'],
    ['infinity', { embedding: axis(1).fill(Number.POSITIVE_INFINITY, 3, 4) }, 'not-finite'],
    ['zeros', { embedding: new Float32Array(WIDTH) }, 'zero-vector'],
    ['another length than 1', { embedding: axis(1).map((x) => 2 * x) }, 'argument-invalid'],
    ['another width', { embedding: new Float32Array(WIDTH + 1).fill(1, 0, 1) }, 'shape-mismatch'],
    ['another backbone', { backboneSha256: 'bb'.repeat(32) }, 'save-mismatch'],
    ['another encoder', { encoderSha256: 'ee'.repeat(32) }, 'save-mismatch'],
  ])('%s is neither added nor searched for', async (_, change, code) => {
    const index = await open();
    await index.add([template('a', 'Ada', axis(1))]);
    const wrong = { ...template('b', 'Bo', axis(0, 1)), ...change };
    await expect(index.add([template('c', 'Cy', axis(0, 0, 1)), wrong])).rejects.toEqual(refusal(code));
    await expect(index.search(wrong, 1)).rejects.toEqual(refusal(code));
    expect(await index.size()).toBe(1);
  });

  it.each<[string, Template[]]>([
    ['an empty name', [template('a', '  ', axis(1))]],
    ['an empty id', [template('', 'Ada', axis(1))]],
    ['an id that comes twice', [template('a', 'Ada', axis(1)), template('a', 'Bo', axis(1))]],
  ])('refuses %s', async (_, templates) => {
    const index = await open();
    await expect(index.add(templates)).rejects.toEqual(refusal('argument-invalid'));
    expect(await index.size()).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses k = %s', async (k) => {
    const index = await open();
    await expect(index.search(probe(axis(1)), k)).rejects.toEqual(refusal('argument-invalid', /k is/));
  });

  it('names are data', async () => {
    const index = await open();
    const names = [
      `'; DROP SCHEMA public CASCADE; --`,
      `Robert"); DELETE FROM templates; --`,
      '$1 %s \\ \\x00 {"a": [1]} $migrate$',
      'Zoe\u0308 O\u2019Brien \u{1f600}',
    ];
    await index.add(names.map((name, i) => template(`${name} ${i}`, name, axis(1, i), `${name}\u0000\n`)));
    const ranked = await index.search(probe(axis(1)), 9);
    expect(ranked.map(({ identity }) => identity)).toEqual(names.map((name) => name.normalize('NFC')));
    expect(ranked.map(({ id, metadata }) => [id, metadata])).toEqual(
      names.map((name, i) => [`${name} ${i}`, `${name}\u0000\n`]),
    );
    expect(await index.remove(names[0]!)).toBe(1);
    expect(await index.size()).toBe(3);
  });

  it('keeps every bit of an embedding', async () => {
    const index = await open();
    const embedding = axis(1, 1 / 3, -0, 1e-20, -1e-42, Math.PI);
    await index.add([template('a', 'Ada', embedding)]);
    expect((await index.search(probe(embedding), 1))[0]!.distance).toBe(0);
  });

  it('calls at once do not mix', async () => {
    const index = await open();
    const templates = crowd(8, 2);
    await Promise.all(templates.map((one) => index.add([one])));
    const found = await Promise.all(templates.map(({ embedding }) => index.search(probe(embedding), 1)));
    expect(found.map(([one]) => one!.id)).toEqual(templates.map(({ id }) => id));
  });
}
