import { masksOf, squaredDistances, tf } from './tfjs.js';

/** The mean over the triplets that break the margin. A gradient of our own, because tfjs has none of a comparison. */
const activeMean = tf.customGrad((...args) => {
  const [hinge, save] = args as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
  const active = tf.maximum(tf.sum(tf.cast(tf.greater(hinge, 0), 'float32')), 1);
  save([hinge, active]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.onesLike(saved[0]!), tf.div(dy, saved[1]!));
  return { value: tf.div(tf.sum(hinge), active), gradFunc };
});

/** The triplet loss of unit embeddings with batch-hard mining, as our training step computes it. */
export function batchHardLoss(labels: ArrayLike<number>, margin: number): (embeddings: tf.Tensor2D) => tf.Scalar {
  const { positives, notNegatives } = masksOf(labels);
  return (embeddings) => {
    const distances = squaredDistances(embeddings);
    const farthest = tf.max(tf.mul(distances, positives), 1);
    const nearest = tf.min(tf.add(distances, notNegatives), 1);
    const hinge = tf.relu(tf.add(tf.sub(farthest, nearest), margin));
    return activeMean(hinge) as tf.Scalar;
  };
}

/** Steps of an optimiser, and the loss of the last one. */
export function tfjsSteps(optimiser: tf.Optimizer, loss: () => tf.Scalar) {
  return async (times: number): Promise<number> => {
    for (let i = 1; i < times; i++) optimiser.minimize(loss);
    const last = optimiser.minimize(loss, true)!;
    const [value] = await last.data();
    last.dispose();
    return value!;
  };
}
