import { type Graph, layers, sequential } from 'kinfold/core';
import { SIDE } from './data.js';

const { batchNorm, conv, dense, flatten, l2Normalize, layer, relu, residual } = layers;

/** A convolution, its norm, which has a bias of its own, and what bends it. */
const convolution = (channels: number, stride: number) => [conv(channels, { stride, bias: false }), batchNorm(), relu];

/** Starts as the identity, because the last norm of the branch starts at zero. */
const block = (channels: number) => [
  residual([...convolution(channels, 1), conv(channels, { bias: false }), batchNorm({ init: { kind: 'zeros' } })]),
  relu,
];

/** A small network in the style of FaceNet: convolutions, residual blocks, and an embedding of length 1. */
export function digitNetwork(): Graph {
  return sequential(
    [SIDE, SIDE, 1],
    [
      // Only while training: every picture a little moved, turned and resized.
      layer('augment', { shift: 0.07, rotate: 0.15, scale: 0.1 }),
      ...convolution(16, 2), // 14 × 14
      ...convolution(32, 2), // 7 × 7
      ...block(32),
      ...convolution(64, 2), // 4 × 4
      ...block(64),
      flatten,
      dense(64),
      l2Normalize,
    ],
  );
}
