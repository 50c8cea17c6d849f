import type { Gallery } from '../gallery/gallery.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';

/** Pictures that are compared with each other: pairs are quadratic. Of more, the first ones of each identity. */
const MOST_PICTURES = 2000;

/** The pair of two identities, whichever comes first. */
export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b].sort());
}

/** Squared distances of the nearest pictures of every two identities. @param templates [N, width] embeddings of the gallery's pictures. */
export function identityDistances(
  gallery: Gallery,
  templates: Float32Array,
): Map<string, { readonly identities: readonly [string, string]; readonly distance: number }> {
  const width = templates.length / gallery.size;
  const names = gallery.identities();
  const each = Math.max(1, Math.floor(MOST_PICTURES / names.length));
  const rows = new Map(names.map((name): [string, number[]] => [name, []]));
  for (const [row, { identity }] of gallery.entries().entries()) {
    const own = rows.get(identity)!;
    if (own.length < each) own.push(row);
  }
  const nearest = (a: string, b: string) => {
    let distance = Number.POSITIVE_INFINITY;
    for (const i of rows.get(a)!) {
      for (const j of rows.get(b)!) distance = Math.min(distance, squaredDistance(templates, i, templates, j, width));
    }
    return distance;
  };
  return new Map(
    names.flatMap((a, i) =>
      names.slice(i + 1).map((b) => [pairKey(a, b), { identities: [a, b] as const, distance: nearest(a, b) }] as const),
    ),
  );
}
