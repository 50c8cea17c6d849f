import { describe, expect, it } from 'vitest';
import { divideNetwork } from '../../src/engine/network.js';
import type { EngineOptions } from '../../src/engine/options.js';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { refusal } from '../support/refusal.js';
import { tinyCard } from '../support/tiny-card.js';
import { tinyConvModel } from '../support/tiny-conv.js';

/** The small convolutional backbone with some of its tensors, and the nodes that make them, called otherwise. */
async function renamed(names: Readonly<Record<string, string>>) {
  const { bytes, card } = await tinyConvModel();
  const model = readOnnx(bytes);
  const name = (tensor: string) => names[tensor] ?? tensor;
  const nodes = model.graph.nodes.map((node) => ({
    ...node,
    name: name(node.name),
    inputs: node.inputs.map(name),
    outputs: node.outputs.map(name),
  }));
  const file = writeOnnx({ ...model, graph: { ...model.graph, nodes } });
  return { card: await tinyCard(file, card.input.width, card.output.width), bytes: file };
}

describe('a network is divided', () => {
  it('whatever its tensors are called', async () => {
    const model = await renamed({ first: 'channels last', bent: 'augmented', second: 'channels first' });
    const { graph } = await divideNetwork(model, { trainable: 'all' });
    expect(graph.nodes.map(({ op }) => op)).toContain('augment');
    const names = graph.nodes.map(({ name }) => name);
    expect([...new Set(names)]).toEqual(names);
  });

  it('and only the filter for noisy cameras is frozen', async () => {
    const model = await renamed({ first: 'camera/first', bent: 'camera/kernel' });
    const frozen = async (options: Pick<EngineOptions, 'camera' | 'trainable'>) =>
      (await divideNetwork(model, options)).graph.nodes.filter((node) => node.frozen).map(({ name }) => name);
    expect(await frozen({ trainable: 'all' })).toEqual([]);
    const names = await frozen({ trainable: 'all', camera: 'noisy' });
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(name).toMatch(/^backbone\/camera_1\//);
    expect(await frozen({ trainable: { from: 'camera/first' }, camera: 'noisy' })).toEqual([]);
  });

  it.each<[string, object]>([
    ['flip', { augment: { flip: 2 } }],
    ['noise', { augment: { noise: -1 }, trainable: 'all' }],
    ['camera', { camera: 'nosiy' }],
    ['trainable', { trainable: 'tail' }],
    ['trainable', { trainable: {} }],
  ])('only by options that there are: %s of %j', async (name, options) => {
    await expect(divideNetwork(await tinyConvModel(), options)).rejects.toEqual(
      refusal('argument-invalid', new RegExp(name)),
    );
  });
});
