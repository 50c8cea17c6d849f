import type { Gpu } from '../src/gpu/gpu.js';
import type { Result } from './measure.js';
import { mobileFaceNet, pictures } from './mobilefacenet.js';
import { compareSteps } from './training.js';

/** The training step of the whole of MobileFaceNet: two people, four pictures of each, batch-hard, SGD with momentum. */
export async function benchBackbone(gpu: Gpu): Promise<Result[]> {
  const labels = Uint32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const result = await compareSteps(gpu, {
    name: `MobileFaceNet's training step, batch ${labels.length}`,
    graph: mobileFaceNet(),
    features: pictures([...labels]),
    labels,
    margin: 0.4,
    optimiser: 'sgd',
    learningRate: 1e-3,
    warmUp: 3,
  });
  return [result];
}
