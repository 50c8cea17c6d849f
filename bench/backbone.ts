import type { Gpu } from '../src/gpu/gpu.js';
import type { Result } from './measure.js';
import { labelsOf, mobileFaceNet, pictures } from './mobilefacenet.js';
import { compareSteps } from './training.js';

/** The training step of the whole of MobileFaceNet, from random weights: batch-hard, SGD with momentum. */
export async function benchBackbone(gpu: Gpu, batch: number): Promise<Result[]> {
  const labels = labelsOf(batch);
  const result = await compareSteps(gpu, {
    name: `MobileFaceNet's training step, batch ${batch}`,
    graph: mobileFaceNet(),
    features: pictures(labels),
    labels,
    margin: 0.4,
    optimiser: 'sgd',
    learningRate: 1e-3,
    warmUp: 3,
  });
  return [result];
}
