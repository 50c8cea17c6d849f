import type { Gpu } from '../src/gpu/gpu.js';
import { compare, expectSame, type Result } from './measure.js';
import { openStep, type StepSetting } from './step.js';
import { tf } from './tfjs.js';
import { batchHardLoss, tfjsSteps } from './tfjs-loss.js';
import { tfjsNetwork } from './tfjs-network.js';

export interface Training extends StepSetting {
  readonly name: string;
  /** Steps whose losses are compared before anything is timed. */
  readonly warmUp: number;
}

/** The training step of an encoder against the same in TensorFlow.js: the same pictures, starting values and losses. */
export async function compareSteps(gpu: Gpu, { name, warmUp, ...setting }: Training): Promise<Result> {
  const ours = await openStep(gpu, setting);
  const { graph, features, labels, margin, optimiser, learningRate } = setting;
  const network = tfjsNetwork(graph, ours.start);
  const input = tf.tensor(features, [labels.length, ...graph.graph.input.shape]);
  const theirs = optimisers[optimiser](learningRate);
  const lossOf = batchHardLoss(labels, margin);
  const peer = tfjsSteps(theirs, () => lossOf(network.run(input)));

  for (let i = 1; i <= warmUp; i++) {
    const { loss } = await ours.run(1);
    expectSame(`${name}: loss of step ${i}`, [loss], [await peer(1)]);
  }
  const result = await compare(name, ours.run, peer);
  const { commands, bytes, pieces } = ours.plan;
  const dispatches = commands.filter(({ type }) => type === 'dispatch').length;
  ours.close();
  theirs.dispose();
  tf.dispose([input, ...network.variables]);
  return { ...result, plan: { dispatches, bytes, pieces } };
}

const optimisers = {
  adam: (learningRate: number) => tf.train.adam(learningRate, 0.9, 0.999, 1e-8),
  sgd: (learningRate: number) => tf.train.momentum(learningRate, 0.9),
};
