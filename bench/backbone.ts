import type { Gpu } from '../src/gpu/gpu.js';
import type { Result } from './measure.js';
import { LABELS, mobileFaceNet, pictures } from './mobilefacenet.js';
import { compareSteps } from './training.js';

/** The training step of the whole of MobileFaceNet, from random weights: batch-hard, SGD with momentum. */
export async function benchBackbone(gpu: Gpu): Promise<Result[]> {
  const result = await compareSteps(gpu, {
    name: `MobileFaceNet's training step, batch ${LABELS.length}`,
    graph: mobileFaceNet(),
    features: pictures(LABELS),
    labels: Uint32Array.from(LABELS),
    margin: 0.4,
    optimiser: 'sgd',
    learningRate: 1e-3,
    warmUp: 3,
  });
  return [result];
}
