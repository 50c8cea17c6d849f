import type { Gallery } from '../gallery/gallery.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';

/** Pictures that are compared with each other: pairs are quadratic. Of more, the first ones of each identity that is compared. */
const MOST_PICTURES = 2000;

/**
 * The identities that are compared: all of them, or of more than 2,000 as many, evenly chosen and always the same ones, in the order of
 * `names`. @param always are among them whatever the others are.
 */
export function comparedIdentities(names: readonly string[], always: readonly string[]): readonly string[] {
  if (names.length <= MOST_PICTURES) return names;
  const chosen = new Set(always);
  const others = names.filter((name) => !chosen.has(name));
  const places = MOST_PICTURES - chosen.size;
  for (let i = 0; i < places; i++) chosen.add(others[Math.floor((i * others.length) / places)]!);
  return names.filter((name) => chosen.has(name));
}

/** Two identities, and the squared distance of their nearest pictures. */
interface IdentityPair {
  readonly identities: readonly [string, string];
  readonly distance: number;
}

/** The pair of two identities, whichever comes first. */
export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b].sort());
}

/**
 * Squared distances of the nearest pictures of every two {@link comparedIdentities}, of whom as many pictures each are looked at as make
 * 2,000 in all.
 *
 * @param templates [N, width] embeddings of the gallery's pictures.
 * @param always identities that are compared however many there are.
 */
export function identityDistances(
  gallery: Gallery,
  templates: Float32Array,
  always: readonly string[],
): Map<string, IdentityPair> {
  const width = templates.length / gallery.size;
  const names = comparedIdentities(gallery.identities(), always);
  const each = Math.max(1, Math.floor(MOST_PICTURES / names.length));
  const rows = new Map(names.map((name): [string, number[]] => [name, []]));
  for (const [row, { identity }] of gallery.entries().entries()) {
    const own = rows.get(identity);
    if (own && own.length < each) own.push(row);
  }
  const nearest = (a: string, b: string) => {
    let distance = Number.POSITIVE_INFINITY;
    for (const i of rows.get(a)!) {
      for (const j of rows.get(b)!) distance = Math.min(distance, squaredDistance(templates, i, templates, j, width));
    }
    return distance;
  };
  const pairs = new Map<string, IdentityPair>();
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) pairs.set(pairKey(a, b), { identities: [a, b], distance: nearest(a, b) });
  }
  return pairs;
}
