import type { RankedIdentity } from '../gallery/decide.js';
import { rankIdentities } from '../gallery/decide.js';
import type { Gallery } from '../gallery/gallery.js';
import type { Backend, Program } from '../gpu/backend.js';
import { Recorder } from '../gpu/recorder.js';
import { type Slice, tensor } from '../gpu/tensor.js';
import { squaredDistance } from '../metric/pairs.js';
import * as topK from '../ops/top_k.js';

/** Templates whose identities are looked at closely. */
const CANDIDATES = 16;

/** Finds the enrolled identities nearest to a probe: top-k on the device, the distances of those few again in f64. */
export class Matcher {
  private constructor(
    readonly backend: Backend,
    readonly gallery: Gallery,
    readonly templates: Float32Array,
    readonly width: number,
    readonly probe: Slice,
    readonly nearest: Slice,
    readonly buffers: readonly Slice['buffer'][],
    readonly program: Program,
  ) {}

  /** @param templates embeddings of the gallery's pictures, [N, width], in the gallery's order; N ≥ 1. */
  static async compile(backend: Backend, gallery: Gallery, templates: Float32Array): Promise<Matcher> {
    const width = templates.length / gallery.size;
    const probe = tensor('probe', width);
    const stored = tensor('templates', templates.length);
    const shape = { probes: 1, templates: gallery.size, width, k: CANDIDATES };
    const scratch = topK.scratch(shape);
    const distances = tensor('nearest distances', CANDIDATES);
    const nearest = tensor('nearest templates', CANDIDATES, 'u32');
    const slices = [probe, stored, distances, nearest, ...Object.values(scratch)];
    const recorder = new Recorder(backend);
    topK.forward(recorder, { probes: probe, templates: stored, distances, indices: nearest, ...scratch }, shape);
    const buffers = slices.map((slice) => slice.buffer);
    backend.allocate(buffers);
    backend.write(stored, templates);
    const program = await backend.compile('match', recorder.commands);
    return new Matcher(backend, gallery, templates, width, probe, nearest, buffers, program);
  }

  /** The identities of the nearest templates, nearest first. `probe` is a unit vector. */
  async rank(probe: Float32Array): Promise<readonly RankedIdentity[]> {
    this.backend.write(this.probe, probe);
    const nearest = await this.program.runAndRead(this.nearest);
    const labels = this.gallery.labels();
    const names = this.gallery.identities();
    const near = new Set(
      Array.from(nearest)
        .filter((row) => row < labels.length)
        .map((row) => labels[row]!),
    );
    return this.#distancesTo(
      probe,
      [...near].map((label) => names[label]!),
    );
  }

  /** The squared distance of one identity to the probe. */
  distanceTo(probe: Float32Array, identity: string): number {
    return this.#distancesTo(probe, [identity])[0]!.distance;
  }

  #distancesTo(probe: Float32Array, identities: readonly string[]): RankedIdentity[] {
    const places = new Map(identities.map((identity, place) => [identity, place]));
    const distances: number[] = [];
    const labels: number[] = [];
    for (const [row, { identity }] of this.gallery.entries().entries()) {
      const place = places.get(identity);
      if (place === undefined) continue;
      distances.push(squaredDistance(probe, 0, this.templates, row, this.width));
      labels.push(place);
    }
    return rankIdentities({ distances: Float32Array.from(distances), probes: 1, labels, identities });
  }

  release(): void {
    this.program.release();
    this.backend.free(this.buffers);
  }
}
