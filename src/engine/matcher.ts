import { type RankedIdentity, rankIdentities } from '../gallery/decide.js';
import type { Gallery } from '../gallery/gallery.js';
import type { Backend, Program } from '../gpu/backend.js';
import { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';
import * as topK from '../ops/top_k.js';

/** Templates whose identities are looked at closely. */
const CANDIDATES = 16;

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
    readonly probe: Slice,
    readonly nearest: Slice,
    readonly buffers: readonly BufferSpec[],
    readonly program: Program,
  ) {
    this.#labels = gallery.labels();
    this.#enrolled = enrolledRows(gallery);
  }

  /** @param templates embeddings of the gallery's pictures, [N, width], in the gallery's order; N ≥ 1. */
  static async compile(backend: Backend, gallery: Gallery, templates: Float32Array): Promise<Matcher> {
    const width = templates.length / gallery.size;
    const shape = { probes: 1, templates: gallery.size, width, k: CANDIDATES };
    const probe = tensor('probe', width);
    const stored = tensor('templates', templates.length);
    const distances = tensor('nearest distances', CANDIDATES);
    const nearest = tensor('nearest templates', CANDIDATES, 'u32');
    const scratch = topK.scratch(shape);
    const recorder = new Recorder(backend);
    topK.forward(recorder, { probes: probe, templates: stored, distances, indices: nearest, ...scratch }, shape);
    const buffers = [probe, stored, distances, nearest, ...Object.values(scratch)].map(({ buffer }) => buffer);
    backend.allocate(buffers);
    try {
      backend.write(stored, templates);
      const program = await backend.compile('match', recorder.commands);
      return new Matcher(backend, gallery, templates, probe, nearest, buffers, program);
    } catch (error) {
      backend.free(buffers);
      throw error;
    }
  }

  /** The identities of the nearest templates, nearest first. `probe` is a unit vector. */
  async rank(probe: Float32Array): Promise<readonly RankedIdentity[]> {
    this.backend.write(this.probe, probe);
    const nearest = await this.program.runAndRead(this.nearest);
    const labels = new Set<number>();
    for (const row of nearest) if (row < this.#labels.length) labels.add(this.#labels[row]!);
    return rankNear(
      probe,
      this.templates,
      [...labels].sort((a, b) => a - b).map((label) => this.#enrolled[label]!),
    );
  }

  release(): void {
    this.program.release();
    this.backend.free(this.buffers);
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
