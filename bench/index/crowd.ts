import { createRandom, type Random } from '../../src/cpu/random.js';
import type { Template, TemplateProbe } from '../../src/gallery/template-index.js';

export const WIDTH = 128;
export const ORIGIN = { backboneSha256: 'b0'.repeat(32), encoderSha256: 'e1'.repeat(32) };

/** Templates of an identity, and identities that resemble each other. */
const [EACH, ALIKE] = [4, 100];
const BATCH = 1000;

/**
 * Shares of a template's variance that its group, its identity and it alone have. Expected squared distances are 0.6 within an identity, 1.4 within a group,
 * 2 elsewhere.
 */
const SHARES = { group: 0.3, identity: 0.4, own: 0.3 };

/** Unit vectors in clusters of clusters, the same for the same count. */
export class Crowd {
  /** New pictures of enrolled identities, spread over all of them. Filled while the templates are drawn. */
  readonly probes: TemplateProbe[] = [];
  readonly #random: Random;
  readonly #probeRandom: Random;

  constructor(
    readonly count: number,
    readonly wantedProbes: number,
  ) {
    this.#random = createRandom(count);
    this.#probeRandom = createRandom(count).fork('probes');
  }

  /** All templates, some at a time, and once. */
  *batches(): Generator<Template[]> {
    const every = Math.max(1, Math.floor(this.count / EACH / this.wantedProbes));
    let batch: Template[] = [];
    let group: Float64Array = new Float64Array(WIDTH);
    for (let identity = 0; identity * EACH < this.count; identity++) {
      if (identity % ALIKE === 0) group = around(new Float64Array(WIDTH), SHARES.group, this.#random);
      const centre = around(group, SHARES.identity, this.#random);
      for (let picture = 0; picture < EACH; picture++) {
        const embedding = unit(around(centre, SHARES.own, this.#random));
        batch.push({ ...ORIGIN, id: `${identity}/${picture}`, identity: `person ${identity}`, embedding });
      }
      if (identity % every === 0 && this.probes.length < this.wantedProbes) {
        this.probes.push({ ...ORIGIN, embedding: unit(around(centre, SHARES.own, this.#probeRandom)) });
      }
      if (batch.length < BATCH && (identity + 1) * EACH < this.count) continue;
      yield batch;
      batch = [];
    }
  }
}

function around(centre: Float64Array, variance: number, random: Random): Float64Array {
  return centre.map((x) => x + Math.sqrt(variance) * random.normal());
}

function unit(vector: Float64Array): Float32Array {
  const norm = Math.hypot(...vector);
  return Float32Array.from(vector, (x) => x / norm);
}
