import { describe, expect, it } from 'vitest';
import { appendEncoder, exportEncoder } from '../../src/conversion/export.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { type ExportCase, exportCases, graphOf } from '../support/export-cases.js';
import { backboneOf, expectSame, expectValid, valuesOf } from '../support/exported.js';
import { refusal } from '../support/refusal.js';

const title = ({ op, inputs, attributes = {} }: ExportCase) =>
  `${op} of ${inputs.map((shape) => `[${shape}]`).join(' and ') || 'nothing'} ${JSON.stringify(attributes)}`;

describe('every op as ONNX', () => {
  const written = exportCases.flatMap((one) => {
    const isPicture = one.inputs.some(({ length }) => length > 1);
    return (isPicture ? [false, true] : [false]).map((first) => {
      const graph = graphOf(one, first);
      return { one, graph, model: exportEncoder(graph, valuesOf(graph)), order: first ? 'first' : 'last' };
    });
  });

  it('is tried here', () => {
    expect([...new Set(exportCases.map(({ op }) => op))].sort()).toEqual(Object.keys(nodeOps).sort());
  });

  it.each(written.map((each) => [title(each.one), each.order, each] as const))(
    '%s, channels %s',
    async (_, __, { one, graph, model }) => {
      await expectSame(model, graph, one.range);
    },
  );

  it('passes the checker of ONNX, which infers the shapes of its output', () => {
    expectValid(written.map(({ model, graph }) => [model, graph] as const));
  });
});

describe('what ONNX has no form for is refused', () => {
  const pictures = [2, 7, 6, 4];
  it.each<[string, ExportCase, RegExp]>([
    [
      'a convolution of several pictures',
      { op: 'conv', inputs: [pictures], attributes: { outputs: 2, kernel: [3, 3] } },
      /rows of several pictures/,
    ],
    [
      'a pool of several pictures',
      { op: 'maxPool', inputs: [pictures], attributes: { kernel: [3, 3] } },
      /rows of several pictures/,
    ],
    ['a global pool of several pictures', { op: 'globalMaxPool', inputs: [pictures] }, /rows of several pictures/],
    ['a norm of several pictures', { op: 'instanceNorm', inputs: [pictures] }, /rows of several pictures/],
    [
      'a dilated average',
      { op: 'averagePool', inputs: [[7, 6, 4]], attributes: { kernel: [2, 2], dilations: [2, 1] } },
      /is dilated, and operator set 17/,
    ],
  ])('%s', (_, one, message) => {
    const graph = graphOf(one, false);
    expect(() => exportEncoder(graph, valuesOf(graph))).toThrow(refusal('onnx-unsupported', message));
  });

  it.each<[string, ExportCase, number, RegExp]>([
    [
      'a pool that rounds up',
      { op: 'maxPool', inputs: [[7, 6, 4]], attributes: { kernel: [2, 2], ceil: 1 } },
      9,
      /rounds up/,
    ],
    [
      'a dilated pool',
      { op: 'maxPool', inputs: [[7, 6, 4]], attributes: { kernel: [2, 2], dilations: [2, 2] } },
      9,
      /is dilated/,
    ],
    [
      'a slice with steps',
      { op: 'slice', inputs: [[7, 6, 4]], attributes: { starts: [0, 0, 0], sizes: [2, 2, 2], steps: [2, 1, 1] } },
      9,
      /has steps/,
    ],
    [
      'a softmax over another axis',
      { op: 'softmax', inputs: [[7, 6, 4]], attributes: { axis: 0 } },
      12,
      /not over the last axis/,
    ],
  ])('%s in old operator sets', (_, one, opset, message) => {
    const graph = graphOf(one, false);
    expect(() => appendEncoder(backboneOf(opset, graph), graph, valuesOf(graph))).toThrow(
      refusal('onnx-unsupported', message),
    );
  });
});
