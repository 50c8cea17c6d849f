import { createRandom } from '../src/cpu/random.js';
import { type ResolvedGraph, resolveGraph } from '../src/encoder/graph.js';
import * as layers from '../src/encoder/layers.js';

/** Side of the pictures, and their channels. */
export const PICTURE = [112, 112, 3] as const;

/** A batch of two people with as many pictures each. */
export const labelsOf = (batch: number) => Uint32Array.from({ length: batch }, (_, row) => (2 * row >= batch ? 1 : 0));

/** Expansion, channels, blocks, stride of the first block (S. Chen et al., 2018, arXiv:1804.07573, table 1). */
const STAGES = [
  [2, 64, 5, 2],
  [4, 128, 1, 2],
  [2, 128, 6, 1],
  [4, 128, 1, 2],
  [2, 128, 2, 1],
] as const;

/**
 * MobileFaceNet with its batch norms folded into the convolutions in front of them, as in a file for inference: 1 M
 * parameters, 0.22 G multiplications a picture.
 */
export function mobileFaceNet(): ResolvedGraph {
  const { conv, depthwiseConv, prelu } = layers;
  const stack: layers.Layer[] = [conv(64, { stride: 2 }), prelu, depthwiseConv(), prelu];
  let inputs = 64;
  for (const [expansion, outputs, blocks, firstStride] of STAGES) {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? firstStride : 1;
      const branch = [
        conv(expansion * inputs, { kernel: 1 }),
        prelu,
        depthwiseConv({ stride }),
        prelu,
        conv(outputs, { kernel: 1 }),
      ];
      stack.push(...(stride === 1 && inputs === outputs ? [layers.residual(branch)] : branch));
      inputs = outputs;
    }
  }
  stack.push(conv(512, { kernel: 1 }), prelu, depthwiseConv({ kernel: 7, padding: 'valid' }));
  stack.push(conv(128, { kernel: 1 }), layers.flatten, layers.l2Normalize);
  return resolveGraph(layers.sequential(PICTURE, stack));
}

/** Pictures of `identities`, each a pattern of its own under noise: [rows, height, width, channels]. */
export function pictures(identities: Uint32Array): Float32Array {
  const size = PICTURE.reduce<number>((product, side) => product * side, 1);
  const result = new Float32Array(identities.length * size);
  for (const [row, identity] of identities.entries()) {
    const [pattern, noise] = [createRandom(identity), createRandom(1000 + row)];
    for (let i = 0; i < size; i++) result[row * size + i] = pattern.normal() + 0.5 * noise.normal();
  }
  return result;
}
