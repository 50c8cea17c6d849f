import { createRandom } from '../src/cpu/random.js';
import { resolveGraph } from '../src/encoder/graph.js';
import { perceptron } from '../src/encoder/heads.js';
import type { Gpu } from '../src/gpu/gpu.js';
import type { Result } from './measure.js';
import { compareSteps } from './training.js';

const [WIDTH, HIDDEN, EMBEDDING] = [512, 256, 128] as const;
const [ROWS, PICTURES] = [64, 4];

/** The training step of a 512 → 256 → 128 perceptron: batch-hard, activeMean, Adam. */
export async function benchHead(gpu: Gpu): Promise<Result[]> {
  const random = createRandom(1);
  const result = await compareSteps(gpu, {
    name: `head's training step, batch ${ROWS}, ${WIDTH} → ${HIDDEN} → ${EMBEDDING}`,
    graph: resolveGraph(perceptron([WIDTH, HIDDEN, EMBEDDING])),
    features: Float32Array.from({ length: ROWS * WIDTH }, () => random.normal()),
    labels: Uint32Array.from({ length: ROWS }, (_, row) => Math.floor(row / PICTURES)),
    margin: 0.2,
    optimiser: 'adam',
    learningRate: 1e-3,
    warmUp: 5,
  });
  return [result];
}
