import { NONE } from './mining.js';
import type { Vector } from './twin.js';

/** The distance of a template that does not exist. */
const FAR_AWAY = Math.fround(3e38);

interface Scan {
  probes: number;
  templates: number;
  width: number;
  k: number;
  chunk: number;
}

interface Found {
  distance: number;
  index: number;
}

/** The first k by distance, then by index, in `distances` and `indices` from `at` on; the rest FAR_AWAY and NONE. */
function writeNearest(found: Found[], k: number, distances: Vector, indices: Uint32Array, at: number): void {
  found.sort((a, b) => a.distance - b.distance || a.index - b.index);
  for (let place = 0; place < k; place++) {
    distances[at + place] = found[place]?.distance ?? FAR_AWAY;
    indices[at + place] = found[place]?.index ?? NONE;
  }
}

/** The k nearest templates of each probe within each chunk. candidates, candidate_indices [probes, chunks, k]. */
export function scan(
  buffers: { probes: Vector; templates: Vector; candidates: Vector; candidate_indices: Uint32Array },
  { probes, templates, width, k, chunk }: Scan,
): void {
  const chunks = Math.ceil(templates / chunk);
  for (let probe = 0; probe < probes; probe++) {
    for (let c = 0; c < chunks; c++) {
      const found: Found[] = [];
      for (let index = c * chunk; index < Math.min((c + 1) * chunk, templates); index++) {
        let distance = 0;
        for (let i = 0; i < width; i++) {
          distance += (buffers.probes[probe * width + i]! - buffers.templates[index * width + i]!) ** 2;
        }
        found.push({ distance, index });
      }
      writeNearest(found, k, buffers.candidates, buffers.candidate_indices, (probe * chunks + c) * k);
    }
  }
}

/** The k nearest of each probe's `count` candidates. distances, indices [probes, k]. */
export function merge(
  buffers: { candidates: Vector; candidate_indices: Uint32Array; distances: Vector; indices: Uint32Array },
  { probes, count, k }: { probes: number; count: number; k: number },
): void {
  for (let probe = 0; probe < probes; probe++) {
    const found = Array.from({ length: count }, (_, candidate) => ({
      distance: buffers.candidates[probe * count + candidate]!,
      index: buffers.candidate_indices[probe * count + candidate]!,
    }));
    writeNearest(found, k, buffers.distances, buffers.indices, probe * k);
  }
}
