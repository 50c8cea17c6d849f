import { createRandom } from '../src/cpu/random.js';
import { resolveGraph } from '../src/encoder/graph.js';
import { perceptron } from '../src/encoder/heads.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { whole } from '../src/gpu/tensor.js';
import { decodeStats } from '../src/metric/stats.js';
import { planStep } from '../src/train/step.js';
import { compare, expectSame, type Result } from './measure.js';
import { masksOf, squaredDistances, tf } from './tfjs.js';

const [WIDTH, HIDDEN, EMBEDDING] = [512, 256, 128] as const;
const [ROWS, PICTURES] = [64, 4];
const [MARGIN, LEARNING_RATE] = [0.2, 1e-3];
const WARM_UP = 5;

/** The training step of a 512 → 256 → 128 perceptron: batch-hard, activeMean, Adam. */
export async function benchHead(gpu: Gpu): Promise<Result[]> {
  const graph = resolveGraph(perceptron([WIDTH, HIDDEN, EMBEDDING]));
  const random = createRandom(1);
  const features = Float32Array.from({ length: ROWS * WIDTH }, () => random.normal());
  const labels = Uint32Array.from({ length: ROWS }, (_, row) => Math.floor(row / PICTURES));

  const optimiser = {
    name: 'adam',
    learningRates: { backbone: LEARNING_RATE, head: LEARNING_RATE },
    weightDecay: 0,
  } as const;
  const step = { rows: ROWS, bankRows: ROWS, margin: MARGIN, miner: 'batch-hard', reducer: 'activeMean' } as const;
  const plan = planStep(
    graph,
    { ...step, maxGradientNorm: 0, optimiser, slots: 1, memory: 2 ** 30, recompute: false },
    gpu,
  );
  const start = plan.parameters.initialise(random);
  gpu.allocate(plan.buffers);
  gpu.write(plan.batch.bank!, features);
  gpu.write(
    plan.batch.indices[0]!,
    Uint32Array.from({ length: ROWS }, (_, row) => row),
  );
  gpu.write(plan.batch.labels, labels);
  gpu.write(whole(plan.parameters.buffer), start);
  const program = await gpu.compile('head', plan.commands);
  let t = 0;
  const kinfold = async (times: number) => {
    for (let i = 1; i <= times; i++) {
      plan.optimiser.prepare(program, ++t);
      if (i < times) program.run();
    }
    return decodeStats(await program.runAndRead(plan.stats)).loss;
  };

  const parameter = (name: string) => {
    const { offset, length } = plan.parameters.slice(name);
    return start.subarray(offset, offset + length);
  };
  const peer = tfjsHead(features, labels, parameter);
  for (let i = 0; i < WARM_UP; i++) expectSame(`loss of step ${i + 1}`, [await kinfold(1)], [await peer(1)]);
  const result = await compare(
    `head's training step, batch ${ROWS}, ${WIDTH} → ${HIDDEN} → ${EMBEDDING}`,
    kinfold,
    peer,
  );
  program.release();
  gpu.free(plan.buffers);
  return [result];
}

/** The mean over the triplets that break the margin. A gradient of our own, because tfjs has none of a comparison. */
const activeMean = tf.customGrad((...args) => {
  const [hinge, save] = args as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
  const active = tf.maximum(tf.sum(tf.cast(tf.greater(hinge, 0), 'float32')), 1);
  save([hinge, active]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.onesLike(saved[0]!), tf.div(dy, saved[1]!));
  return { value: tf.div(tf.sum(hinge), active), gradFunc };
});

/** The same step in TensorFlow.js, its matrices in the layout that it prefers: [inputs, outputs]. */
function tfjsHead(features: Float32Array, labels: Uint32Array, parameter: (name: string) => Float32Array) {
  const matrix = (name: string, outputs: number, inputs: number) =>
    tf.variable(tf.transpose(tf.tensor2d(parameter(`${name}.weight`), [outputs, inputs]))) as tf.Variable<tf.Rank.R2>;
  const vector = (name: string) => tf.variable(tf.tensor1d(parameter(`${name}.bias`)));
  const x = tf.tensor2d(features, [ROWS, WIDTH]);
  const [down, downBias] = [matrix('down', HIDDEN, WIDTH), vector('down')];
  const [out, outBias] = [matrix('out', EMBEDDING, HIDDEN), vector('out')];
  const { positives, notNegatives } = masksOf(labels);
  const adam = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);

  const loss = (): tf.Scalar => {
    const hidden = tf.relu(tf.add(tf.matMul(x, down), downBias));
    const raw = tf.add(tf.matMul(hidden, out), outBias);
    const norm = tf.sqrt(tf.maximum(tf.sum(tf.square(raw), 1, true), 1e-12));
    const distances = squaredDistances(tf.div(raw, norm));
    const farthest = tf.max(tf.mul(distances, positives), 1);
    const nearest = tf.min(tf.add(distances, notNegatives), 1);
    const hinge = tf.relu(tf.add(tf.sub(farthest, nearest), MARGIN));
    return activeMean(hinge) as tf.Scalar;
  };

  return async (times: number): Promise<number> => {
    for (let i = 1; i < times; i++) adam.minimize(loss);
    const last = adam.minimize(loss, true)!;
    const [value] = await last.data();
    last.dispose();
    return value!;
  };
}
