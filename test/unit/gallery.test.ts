import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gallery } from '../../src/gallery/gallery.js';
import { normaliseIdentity } from '../../src/gallery/identity.js';
import { entry, pictureId, threePeople } from '../support/gallery.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

/** Everything that can be seen of a gallery, by value. */
const contents = (gallery: Gallery) => ({
  size: gallery.size,
  entries: gallery
    .entries()
    .map(({ identity, pictureId, features }) => ({ identity, pictureId, features: [...features] })),
  identities: gallery.identities(),
  counts: [...gallery.counts()],
  labels: [...gallery.labels()],
  features: [...gallery.features()],
});

describe('a gallery', () => {
  it('starts empty', () => {
    expect(contents(new Gallery(3))).toEqual({
      size: 0,
      entries: [],
      identities: [],
      counts: [],
      labels: [],
      features: [],
    });
  });

  it('keeps pictures in the order in which they came', () => {
    const gallery = threePeople();
    expect(gallery.size).toBe(4);
    expect(gallery.identities()).toEqual(['Ann', 'Bob', 'Zoë']);
    expect([...gallery.counts()]).toEqual([
      ['Ann', 2],
      ['Bob', 1],
      ['Zoë', 1],
    ]);
    expect([...gallery.labels()]).toEqual([0, 1, 0, 2]);
    expect([...gallery.features()]).toEqual([1, 1, 2, 1, 3, 1, 4, 1]);
    expect(gallery.entries().map((item) => item.pictureId)).toEqual([1, 2, 3, 4].map(pictureId));
  });

  it('takes a picture of an identity once', () => {
    const gallery = threePeople();
    const before = contents(gallery);
    expect(gallery.add(entry('Ann', 3, 7, 7))).toBe(false);
    expect(contents(gallery)).toEqual(before);
    expect(gallery.add(entry('Ann', 5))).toBe(true);
    expect(gallery.counts().get('Ann')).toBe(3);
  });

  it('copies features on the way in and out', () => {
    const gallery = new Gallery(2);
    const item = entry('Ann', 1, 1, 2);
    gallery.add(item);
    item.features[0] = 9;
    gallery.features()[1] = 9;
    expect([...gallery.features()]).toEqual([1, 2]);
  });

  it('removes an identity with all its pictures and says how many', () => {
    const gallery = threePeople();
    expect(gallery.remove(' Ann ')).toBe(2);
    expect(gallery.identities()).toEqual(['Bob', 'Zoë']);
    expect([...gallery.labels()]).toEqual([0, 1]);
    expect([...gallery.features()]).toEqual([2, 1, 4, 1]);
    expect(gallery.has('Ann')).toBe(false);
    expect(() => gallery.remove('Ann')).toThrow(code('identity-unknown'));
    // The picture is free again, also for someone else; a name that comes back comes last.
    expect(gallery.add(entry('Carl', 1))).toBe(true);
    gallery.add(entry('Ann', 3));
    expect(gallery.identities()).toEqual(['Bob', 'Zoë', 'Carl', 'Ann']);
  });

  it('changes as a whole through a copy', () => {
    const gallery = threePeople();
    const before = contents(gallery);
    const draft = gallery.copy();
    draft.remove('Bob');
    draft.add(entry('Carl', 9));
    expect(contents(gallery)).toEqual(before);
    gallery.replace(draft);
    expect(contents(gallery)).toEqual(contents(draft));
    draft.remove('Carl');
    expect(gallery.has('Carl')).toBe(true);
  });

  it('agrees with a plain list of entries under any sequence of calls', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c'), n: fc.nat(8), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const gallery = new Gallery(2);
        let list: { name: string; n: number }[] = [];
        for (const { name, n, add } of steps) {
          const owner = list.find((item) => item.n === n)?.name;
          if (add && owner !== undefined && owner !== name) {
            expect(() => gallery.add(entry(name, n))).toThrow(code('argument-invalid'));
          } else if (add) {
            expect(gallery.add(entry(name, n))).toBe(owner === undefined);
            if (owner === undefined) list.push({ name, n });
          } else if (list.some((item) => item.name === name)) {
            const rest = list.filter((item) => item.name !== name);
            expect(gallery.remove(name)).toBe(list.length - rest.length);
            list = rest;
          } else {
            expect(() => gallery.remove(name)).toThrow(code('identity-unknown'));
          }
          const names = [...new Set(list.map((item) => item.name))];
          expect(gallery.identities()).toEqual(names);
          expect([...gallery.labels()]).toEqual(list.map((item) => names.indexOf(item.name)));
          expect([...gallery.features()]).toEqual(list.flatMap((item) => [item.n, 1]));
          expect([...gallery.counts().values()]).toEqual(
            names.map((key) => list.filter((item) => item.name === key).length),
          );
        }
      }),
    );
  });
});

describe('a call that is refused leaves the gallery as it was', () => {
  it.each<[string, (gallery: Gallery) => unknown, string]>([
    ["another identity's picture", (gallery) => gallery.add(entry('Bob', 1)), 'argument-invalid'],
    ['features of another width', (gallery) => gallery.add(entry('Bob', 9, 1, 2, 3)), 'shape-mismatch'],
    ['NaN', (gallery) => gallery.add(entry('Bob', 9, 1, Number.NaN)), 'not-finite'],
    ['infinity', (gallery) => gallery.add(entry('Bob', 9, Number.NEGATIVE_INFINITY, 1)), 'not-finite'],
    ['zeros', (gallery) => gallery.add(entry('Bob', 9, 0, -0)), 'zero-vector'],
    ['NaN in a picture that is there already', (gallery) => gallery.add(entry('Ann', 1, Number.NaN, 1)), 'not-finite'],
    ['a short pictureId', (gallery) => gallery.add({ ...entry('Bob', 9), pictureId: 'abc' }), 'argument-invalid'],
    [
      'an upper-case pictureId',
      (gallery) => gallery.add({ ...entry('Bob', 9), pictureId: 'A'.repeat(64) }),
      'argument-invalid',
    ],
    ['no name', (gallery) => gallery.add(entry(' \n\t ', 9)), 'argument-invalid'],
    ['a name of 257 characters', (gallery) => gallery.add(entry('x'.repeat(257), 9)), 'argument-invalid'],
    ['half a surrogate pair', (gallery) => gallery.add(entry('a\ud800', 9)), 'argument-invalid'],
    ['an unknown identity', (gallery) => gallery.remove('Nobody'), 'identity-unknown'],
    ['a gallery of another width', (gallery) => gallery.replace(new Gallery(3)), 'shape-mismatch'],
  ])('%s', (_, call, expected) => {
    const gallery = threePeople();
    const before = contents(gallery);
    expect(() => call(gallery)).toThrow(code(expected));
    expect(contents(gallery)).toEqual(before);
  });

  it.each([0, -1, 1.5, Number.NaN])('width %s', (width) => {
    expect(() => new Gallery(width)).toThrow(code('argument-invalid'));
  });
});

describe('a name', () => {
  it('is trimmed and composed, so that it is one name however it was typed', () => {
    expect(normaliseIdentity(' Zoe\u0308 ')).toBe('Zoë');
    const gallery = threePeople();
    expect(gallery.has('Zoe\u0308')).toBe(true);
    expect(gallery.add(entry('Zoe\u0308', 5))).toBe(true);
    expect(gallery.counts().get('Zoë')).toBe(2);
    expect(gallery.remove('Zoe\u0308')).toBe(2);
  });

  it('may have 256 characters, also those of two UTF-16 units', () => {
    expect(normaliseIdentity('😀'.repeat(256))).toBe('😀'.repeat(256));
    expect(() => normaliseIdentity('😀'.repeat(257))).toThrow(code('argument-invalid'));
  });

  it('may be one that trips up objects', () => {
    const gallery = new Gallery(2);
    gallery.add(entry('__proto__', 1));
    gallery.add(entry('constructor', 2));
    expect(gallery.identities()).toEqual(['__proto__', 'constructor']);
    expect(gallery.remove('__proto__')).toBe(1);
  });
});
