import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-webgpu';

/** TensorFlow.js on its webgpu backend; it opens a device of its own on navigator.gpu's adapter. */
export async function openTfjs(): Promise<void> {
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs: its webgpu backend did not start');
  await tf.ready();
}

/** ‖a − b‖² for every pair of rows, as ‖a‖² + ‖b‖² − 2 a·b: what matrix products make fast. */
export function squaredDistances(embeddings: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.sum(tf.square(embeddings), 1, true);
  const products = tf.matMul(embeddings, embeddings, false, true);
  return tf.maximum(tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(products, 2)), 0);
}

export interface Masks {
  /** 1 for another row of the same identity. */
  readonly positives: tf.Tensor2D;
  /** 0 for a row of another identity, far beyond any distance otherwise. */
  readonly notNegatives: tf.Tensor2D;
}

export function masksOf(labels: ArrayLike<number>): Masks {
  const all = Array.from(labels);
  const table = (value: (i: number, j: number) => number) =>
    tf.tensor2d(all.map((_, i) => all.map((_, j) => value(i, j))));
  return {
    positives: table((i, j) => (i !== j && all[i] === all[j] ? 1 : 0)),
    notNegatives: table((i, j) => (all[i] === all[j] ? 1e3 : 0)),
  };
}

export { tf };
