import { describe, expect, it } from 'vitest';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import { type Attributes, elements, type Shape } from '../../src/ops/node.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { runOnTwin, type TensorInput } from '../support/both.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

interface Case {
  readonly op: string;
  readonly inputs: readonly Shape[];
  readonly attributes: Attributes;
}

const rows = 3;
const cases: Case[] = [
  { op: 'linear', inputs: [[5]], attributes: { outputs: 4 } },
  {
    op: 'add',
    inputs: [
      [2, 3],
      [2, 3],
    ],
    attributes: {},
  },
  { op: 'relu', inputs: [[2, 3]], attributes: {} },
  { op: 'prelu', inputs: [[2, 3]], attributes: {} },
  { op: 'layerNorm', inputs: [[2, 5]], attributes: { epsilon: 0.01 } },
  { op: 'l2Normalize', inputs: [[2, 5]], attributes: {} },
  { op: 'noise', inputs: [[2, 3]], attributes: { sigma: 0.3, seed: 5 } },
];

/** Inputs and parameters of a node with their values, away from zero where kinks are. */
function values({ op, inputs, attributes }: Case): Record<string, Float64Array> {
  const awayFromZero = (value: number) => value + Math.sign(value) * 0.01;
  const sizes = [
    ...inputs.map((shape, i) => [`input${i}`, rows * elements(shape)] as const),
    ...Object.entries(nodeOps[op]!.parameters(inputs, attributes)).map(
      ([role, shape]) => [role, elements(shape)] as const,
    ),
  ];
  return Object.fromEntries(sizes.map(([name, size], i) => [name, numbers(i + 1, size).map(awayFromZero)]));
}

/** Forward, then backward, through the calls that the planner makes; gradients of parameters start at 0. */
function run({ op, inputs, attributes }: Case, given: Record<string, Float64Array>) {
  const node = nodeOps[op]!;
  const shape = node.shape(op, inputs, attributes);
  const size = rows * elements(shape);
  const roles = Object.keys(node.parameters(inputs, attributes));
  const saved = node.saved(inputs, attributes);
  const tensors: Record<string, TensorInput> = { y: { length: size }, d_y: { data: numbers(99, size) } };
  for (const [name, data] of Object.entries(given)) {
    tensors[name] = { data };
    tensors[`d_${name}`] = roles.includes(name) ? { data: new Float64Array(data.length) } : { length: data.length };
  }
  for (const [name, words] of Object.entries(saved)) tensors[`saved ${name}`] = { length: rows * words };
  return runOnTwin(tensors, (recorder: Recorder, s: Record<string, Slice>) => {
    const slices = (names: string[], prefix: string) =>
      Object.fromEntries(names.map((name) => [name, s[`${prefix}${name}`]!]));
    const call = {
      name: op,
      rows,
      attributes,
      inputs: inputs.map((shape, i) => ({ slice: s[`input${i}`]!, shape })),
      output: { slice: s['y']!, shape },
      parameters: slices(roles, ''),
      saved: slices(Object.keys(saved), 'saved '),
    };
    node.forward(recorder, call);
    const dInputs = inputs.map((_, i) => s[`d_input${i}`]!);
    node.backward(recorder, { ...call, dOutput: s['d_y']!, dInputs, dParameters: slices(roles, 'd_') });
  });
}

describe('the ops as nodes', () => {
  it('are all tried here', () => {
    expect(cases.map((one) => one.op)).toEqual(Object.keys(nodeOps));
  });

  it.each(cases)('$op has gradients equal to central differences of every input and parameter', async (one) => {
    const given = values(one);
    const got = await run(one, given);
    for (const [name, at] of Object.entries(given)) {
      const loss = async (moved: Float64Array) => {
        const { y, d_y } = await run(one, { ...given, [name]: moved });
        return dot(y!, d_y!);
      };
      const expected = await centralDifferences(loss, at);
      expectClose(name, got[`d_${name}`]!, expected, { relative: 1e-6, absolute: 1e-8 });
    }
  });

  it.each(cases)('$op refuses the wrong number of inputs', ({ op, attributes }) => {
    for (const inputs of [[], [[4], [4], [4]]]) {
      expect(() => nodeOps[op]!.shape('node', inputs, attributes)).toThrow(
        expect.objectContaining({ code: 'shape-mismatch', message: expect.stringContaining('node') }),
      );
    }
  });
});
