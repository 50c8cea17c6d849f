import { type RankedIdentity, rankIdentities } from '../gallery/decide.js';
import type { Gallery } from '../gallery/gallery.js';
import { NearestRows } from '../gallery/nearest-rows.js';
import type { Backend } from '../gpu/backend.js';
import { type Slice, tensor } from '../gpu/tensor.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';

/** An enrolled identity and the rows of its templates. */
interface Enrolled {
  readonly identity: string;
  readonly rows: readonly number[];
}

/** Finds the enrolled identities nearest to a probe: top-k on the device, the distances of those few again in f64. */
export class Matcher {
  readonly #enrolled: readonly Enrolled[];
  readonly #labels: Uint32Array;

  private constructor(
    readonly backend: Backend,
    gallery: Gallery,
    readonly templates: Float32Array,
    readonly stored: Slice,
    readonly nearest: NearestRows,
  ) {
    this.#labels = gallery.labels();
    this.#enrolled = enrolledRows(gallery);
  }

  /** @param templates embeddings of the gallery's pictures, [N, width], in the gallery's order; N ≥ 1. */
  static async compile(backend: Backend, gallery: Gallery, templates: Float32Array): Promise<Matcher> {
    const stored = tensor('templates', templates.length);
    backend.allocate([stored.buffer]);
    try {
      backend.write(stored, templates);
      const nearest = await NearestRows.compile(backend, stored, gallery.size, templates.length / gallery.size);
      return new Matcher(backend, gallery, templates, stored, nearest);
    } catch (error) {
      backend.free([stored.buffer]);
      throw error;
    }
  }

  /** The identities of the nearest templates, nearest first. `probe` is a unit vector. */
  async rank(probe: Float32Array): Promise<readonly RankedIdentity[]> {
    const labels = new Set((await this.nearest.to(probe)).map((row) => this.#labels[row]!));
    return rankNear(
      probe,
      this.templates,
      [...labels].sort((a, b) => a - b).map((label) => this.#enrolled[label]!),
    );
  }

  release(): void {
    this.nearest.release();
    this.backend.free([this.stored.buffer]);
  }
}

/** The squared distance of a probe to one identity of the gallery whose templates these are. */
export function distanceTo(probe: Float32Array, gallery: Gallery, templates: Float32Array, identity: string): number {
  const enrolled = enrolledRows(gallery).filter((entry) => entry.identity === identity);
  return rankNear(probe, templates, enrolled)[0]!.distance;
}

/** The gallery's identities in its order, each with the rows of its pictures. */
function enrolledRows(gallery: Gallery): Enrolled[] {
  const enrolled = gallery.identities().map((identity) => ({ identity, rows: [] as number[] }));
  for (const [row, label] of gallery.labels().entries()) enrolled[label]!.rows.push(row);
  return enrolled;
}

/** Ranks identities by their templates' distances, worked out in f64. */
function rankNear(probe: Float32Array, templates: Float32Array, enrolled: readonly Enrolled[]): RankedIdentity[] {
  const labels = enrolled.flatMap(({ rows }, label) => rows.map(() => label));
  const distances = enrolled.flatMap(({ rows }) =>
    rows.map((row) => squaredDistance(probe, 0, templates, row, probe.length)),
  );
  const identities = enrolled.map(({ identity }) => identity);
  return rankIdentities({ distances: Float32Array.from(distances), probes: 1, labels, identities });
}
