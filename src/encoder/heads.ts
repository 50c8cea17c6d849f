import type { Graph } from './graph.js';

/** Settings of the default head. */
export interface ResidualHead {
  /** Width of the features, and of the embedding. */
  readonly width: number;
  /** Width of the hidden layer. */
  readonly hidden: number;
  /** Standard deviation of the noise added to each element of the normalised features while training. */
  readonly noise: number;
}

/**
 * The default encoder: x = normalised features; embedding = normalise(x + up(prelu(down(x)))). `up` starts at zero, so the
 * head starts as the identity and training can only move away from what the backbone already knows.
 */
export function residualHead({ width, hidden, noise }: ResidualHead): Graph {
  return {
    input: { name: 'features', shape: [width] },
    nodes: [
      { name: 'unit', op: 'l2Normalize', inputs: ['features'] },
      { name: 'noisy', op: 'noise', inputs: ['unit'], attributes: { sigma: noise, seed: 0 } },
      { name: 'down', op: 'linear', inputs: ['noisy'], attributes: { outputs: hidden } },
      { name: 'bend', op: 'prelu', inputs: ['down'] },
      {
        name: 'up',
        op: 'linear',
        inputs: ['bend'],
        attributes: { outputs: width },
        init: { weight: { kind: 'zeros' } },
      },
      { name: 'sum', op: 'add', inputs: ['noisy', 'up'] },
      { name: 'embedding', op: 'l2Normalize', inputs: ['sum'] },
    ],
    output: 'embedding',
  };
}

/** A plain perceptron from random weights: for encoders that have nothing to keep, and for benchmarks. */
export function perceptron(widths: readonly [number, number, number]): Graph {
  const [width, hidden, embedding] = widths;
  return {
    input: { name: 'features', shape: [width] },
    nodes: [
      { name: 'down', op: 'linear', inputs: ['features'], attributes: { outputs: hidden } },
      { name: 'bend', op: 'relu', inputs: ['down'] },
      { name: 'out', op: 'linear', inputs: ['bend'], attributes: { outputs: embedding } },
      { name: 'embedding', op: 'l2Normalize', inputs: ['out'] },
    ],
    output: 'embedding',
  };
}
