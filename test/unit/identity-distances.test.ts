import { describe, expect, it } from 'vitest';
import { comparedIdentities, identityDistances, pairKey } from '../../src/engine/identity-distances.js';
import { Gallery } from '../../src/gallery/gallery.js';
import { entry, threePeople } from '../support/gallery.js';

const MOST = 2000;
const named = (count: number) => Array.from({ length: count }, (_, i) => `person ${i}`);

describe('the identities that are compared', () => {
  it('are all of them up to 2,000', () => {
    expect(comparedIdentities(named(MOST), ['person 7'])).toEqual(named(MOST));
  });

  it.each([MOST + 1, 5794, 100_000])('of %d are 2,000, evenly chosen, with those that are asked for', (count) => {
    const names = named(count);
    const always = [names[count - 1]!, names[count - 2]!];
    const chosen = comparedIdentities(names, always);
    expect(new Set(chosen).size).toBe(MOST);
    expect(chosen.slice(-2)).toEqual(always.toReversed());
    const places = new Map(names.map((name, place) => [name, place]));
    const others = chosen.slice(0, -2).map((name) => places.get(name)!);
    const gaps = others.slice(1).map((place, i) => place - others[i]!);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    expect(comparedIdentities(names, always)).toEqual(chosen);
  });
});

describe('the distances of identities', () => {
  it('are those of their nearest pictures', () => {
    const pairs = identityDistances(threePeople(), Float32Array.of(0, 1, 1, 0, 0.6, 0.8, -1, 0), []);
    expect([...pairs.values()].map(({ identities }) => identities)).toEqual([
      ['Ann', 'Bob'],
      ['Ann', 'Zoë'],
      ['Bob', 'Zoë'],
    ]);
    expect(pairs.get(pairKey('Bob', 'Ann'))!.distance).toBeCloseTo(0.8, 6);
    expect(pairs.get(pairKey('Zoë', 'Bob'))!.distance).toBe(4);
  });

  it('stay those of 2,000 pictures however many identities there are, with both sides among them', () => {
    const gallery = new Gallery(1);
    const names = named(MOST + 300);
    for (const [n, name] of names.entries()) gallery.add(entry(name, n, n + 1));
    const templates = Float32Array.from(names, (_, n) => n / names.length);
    const sides = [names.at(-1)!, names.at(-2)!] as const;
    const pairs = identityDistances(gallery, templates, sides);
    expect(pairs.size).toBe((MOST * (MOST - 1)) / 2);
    expect(pairs.get(pairKey(...sides))!.distance).toBeCloseTo(1 / names.length ** 2, 9);
  });
});
