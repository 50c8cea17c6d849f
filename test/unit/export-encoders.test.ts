import { describe, expect, it } from 'vitest';
import { appendEncoder, exportEncoder } from '../../src/conversion/export.js';
import type { Graph } from '../../src/encoder/graph.js';
import { residualHead } from '../../src/encoder/heads.js';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  flatten,
  globalAveragePool,
  l2Normalize,
  layer,
  maxPool,
  prelu,
  relu,
  residual,
  sequential,
} from '../../src/encoder/layers.js';
import * as build from '../../src/onnx/build.js';
import { backboneOf, expectSame, expectValid, valuesOf } from '../support/exported.js';
import { checkWithOnnx } from '../support/onnx-checker.js';

describe('heads behind a backbone of any operator set', () => {
  const row = [4, 6];
  const heads: Record<string, Graph> = {
    'the default head': residualHead({ width: 8, hidden: 4, noise: 0.1 }),
    'dense layers and norms': sequential(
      [8],
      [
        dense(6, { bias: false }),
        layer('layerNorm'),
        layer('clip', { low: -1, high: 1 }),
        dense(4),
        batchNorm(),
        l2Normalize,
      ],
    ),
    'what was written in another way': sequential(row, [
      layer('pad', { pads: [1, 0, 0, 2], value: 0.5 }),
      layer('slice', { starts: [1, 2], sizes: [4, 6], steps: [1, 1] }),
      layer('softmax', { axis: 1 }),
      layer('reduceSum', { axes: [0] }),
      layer('lpNormalize', { axis: 1, p: 1 }),
      layer('reduceMean', { axes: [0], keepDims: 0 }),
      (network, input) => network.add('add', [input, network.add('parameter', [], { shape: [6] })]),
      layer('gelu'),
      l2Normalize,
    ]),
  };
  const each = Object.entries(heads).flatMap(([name, graph]) =>
    [9, 10, 11, 12, 13, 17, 18].map((opset) => {
      const model = appendEncoder(backboneOf(opset, graph), graph, valuesOf(graph));
      return { name, opset, graph, model };
    }),
  );

  it.each(each)('$name, operator set $opset', ({ graph, model }) => expectSame(model, graph));

  it('pass the checker of ONNX', () => {
    // Debian's knows the operator sets to 17.
    expectValid(each.filter(({ opset }) => opset <= 17).map(({ model, graph }) => [model, graph]));
  });

  it('keep the names of the backbone and call the output `embedding`', () => {
    const graph = heads['the default head']!;
    const { model } = each[0]!;
    expect(graph.nodes.at(-1)!.name).toBe('embedding');
    expect(model.graph.inputs).toEqual([build.value('data', ['N', 8])]);
    expect(model.graph.nodes[0]).toEqual(build.node('Identity', ['data'], ['features']));
    expect(model.graph.outputs).toEqual([build.value('embedding', ['N', 8])]);
    const again = appendEncoder(model, graph, valuesOf(graph));
    expect(again.graph.outputs).toEqual([build.value('embedding_2', ['N', 8])]);
    expect(checkWithOnnx([again])[0]).not.toHaveProperty('error');
  });
});

describe('whole encoders', () => {
  it('layers of every kind', async () => {
    const block = residual([conv(6, { bias: false }), batchNorm(), prelu, depthwiseConv({ bias: false }), batchNorm()]);
    const graph = sequential(
      [12, 11, 3],
      [
        conv(6, { kernel: [5, 3], stride: 2 }),
        batchNorm(),
        relu,
        block,
        maxPool(2),
        residual([conv(8, { groups: 2 }), layer('hardSwish')], [conv(8, { kernel: 1 })]),
        layer('layerNorm'),
        averagePool(2),
        flatten,
        layer('dropout', { ratio: 0.2 }),
        dense(5),
        l2Normalize,
      ],
    );
    const model = exportEncoder(graph, valuesOf(graph));
    await expectSame(model, graph);
    expectValid([[model, graph]]);
  });

  it('with a pool over whole pictures', async () => {
    const graph = sequential(
      [8, 8, 3],
      [conv(6), batchNorm(), relu, globalAveragePool, flatten, dense(5), l2Normalize],
    );
    const model = exportEncoder(graph, valuesOf(graph));
    await expectSame(model, graph);
    // One transpose in, none between the layers, and none behind a picture of one pixel but where it is flattened.
    expect(model.graph.nodes.filter(({ op }) => op === 'Transpose')).toHaveLength(2);
  });

  it('of which inference leaves nothing pass their input on', async () => {
    const graph: Graph = {
      input: { name: 'x', shape: [4] },
      nodes: [{ name: 'noisy', op: 'noise', inputs: ['x'], attributes: { sigma: 1 } }],
      output: 'noisy',
    };
    await expectSame(exportEncoder(graph, valuesOf(graph)), graph);
  });
});
