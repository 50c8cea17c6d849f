import type { Backend, HostArray } from '../../src/gpu/backend.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { aligned, bufferSpec, tensor } from '../../src/gpu/tensor.js';
import { losses } from '../../src/metric/objective/loss.js';
import { type ObjectivePlan, planObjective } from '../../src/metric/objective/objective.js';
import { decodeStats, STATS_STRIDE, type StepStats } from '../../src/metric/objective/stats.js';
import { distanceNames } from '../../src/ops/distances.js';
import type { Miner } from '../../src/ops/mining.js';
import { reducers } from '../../src/ops/reducer.js';
import type { Embedded, Kind } from './brute-force.js';

/** On the lattice of the batches these are exact, so some triplets lie exactly on the margin; those of L2 never do. */
const margins = { squaredL2: 1, L2: 0.3, cosine: 0.5 };

/** Every combination with one miner. */
export function kindsOf(miner: Miner): Kind[] {
  const triplet = losses.filter((loss) => loss === 'hinge' || loss === 'softMargin');
  return distanceNames.flatMap((distance) =>
    triplet.flatMap((loss) =>
      [false, true].flatMap((swap) =>
        reducers.map((reducer) => ({ distance, miner, loss, swap, reducer, margin: margins[distance] })),
      ),
    ),
  );
}

export interface Measured {
  readonly kind: Kind;
  readonly stats: StepStats;
  readonly negatives: HostArray;
  readonly gradient: HostArray;
}

/** Runs many objectives over batches of one shape, all of them in one submit a batch. */
export async function openObjectives(
  backend: Backend,
  { rows, width }: { rows: number; width: number },
  kinds: readonly Kind[],
) {
  const embeddings = tensor('embeddings', rows * width);
  const labels = tensor('labels', rows, 'u32');
  const room = { stats: aligned(STATS_STRIDE), gradient: aligned(rows * width), negatives: aligned(rows * rows) };
  const numbers = bufferSpec('results', kinds.length * (room.stats + room.gradient));
  const indices = bufferSpec('mined', kinds.length * room.negatives, 'u32');
  const recorder = new Recorder(backend);
  const plans: ObjectivePlan[] = kinds.map((kind, at) => {
    const plan = planObjective({ ...kind, rows, width });
    const offset = at * (room.stats + room.gradient);
    const stats = { buffer: numbers, offset, length: STATS_STRIDE };
    const dEmbeddings = { buffer: numbers, offset: offset + room.stats, length: rows * width };
    plan.record(recorder, { embeddings, labels, dEmbeddings, stats });
    recorder.copy(plan.negatives, { buffer: indices, offset: at * room.negatives, length: rows * rows });
    return plan;
  });
  const buffers = [embeddings.buffer, labels.buffer, numbers, indices, ...plans.flatMap((plan) => plan.buffers)];
  backend.allocate(buffers);
  const program = await backend.compile('objectives', recorder.commands);
  return {
    async run(batch: Embedded, seed: number): Promise<Measured[]> {
      backend.write(embeddings, batch.embeddings);
      backend.write(labels, batch.labels);
      for (const plan of plans) plan.prepare(program, { seed, step: 3 });
      program.run();
      const all = await backend.read({ buffer: numbers, offset: 0, length: numbers.length });
      const mined = await backend.read({ buffer: indices, offset: 0, length: indices.length });
      return kinds.map((kind, at) => {
        const offset = at * (room.stats + room.gradient);
        const from = offset + room.stats;
        return {
          kind,
          stats: decodeStats(all.subarray(offset, offset + STATS_STRIDE)),
          negatives: mined.subarray(at * room.negatives, at * room.negatives + rows * rows),
          gradient: all.subarray(from, from + rows * width),
        };
      });
    },
    close() {
      program.release();
      backend.free(buffers);
    },
  };
}
