import { describe, expect, it } from 'vitest';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { perceptron, residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { planEncoder } from '../../src/encoder/plan.js';
import { defaultLimits, type Target } from '../../src/gpu/backend.js';
import { type Dispatch, Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec } from '../../src/gpu/tensor.js';
import type { Attributes } from '../../src/ops/node.js';

const target: Target = { features: new Set(), limits: defaultLimits, isFallbackAdapter: false };

function record(graph: Graph, rows: number, training: boolean) {
  const parameters = new Parameters(resolveGraph(graph));
  const gradients = bufferSpec('gradients', parameters.layout.length);
  const plan = planEncoder(parameters, training ? { rows, gradients } : { rows });
  const recorder = new Recorder(target);
  plan.recordForward(recorder);
  if (training) plan.recordBackward(recorder);
  const dispatches = recorder.commands.filter((command): command is Dispatch => command.type === 'dispatch');
  const copies = recorder.commands.filter(({ type }) => type === 'copy');
  return {
    plan,
    parameters,
    dispatches,
    copies,
    kernels: dispatches.map(({ kernel }) => kernel.name.split('_direct')[0]),
  };
}

const head = residualHead({ width: 512, hidden: 256, noise: 0.04 });

describe('plan of an encoder', () => {
  it('leaves training-only nodes out of inference', () => {
    expect(record(head, 16, false).kernels).not.toContain('noise.forward');
    expect(record(head, 16, true).kernels).toContain('noise.forward');
  });

  it.each([
    { op: 'linear', attributes: { outputs: 8 }, next: 'prelu' },
    { op: 'batchNorm', attributes: { statistics: 'batch' }, next: 'reshape' },
  ])('takes no memory for the backward of $op in inference', ({ op, attributes, next }) => {
    const nodes = [
      { name: 'a', op, inputs: ['features'], attributes },
      { name: 'b', op: next, inputs: ['a'], attributes: next === 'reshape' ? { shape: [8] } : {} },
    ];
    const { plan } = record({ input: { name: 'features', shape: [8] }, nodes, output: 'b' }, 4, false);
    expect(plan.buffers.reduce((sum, { length }) => sum + length, 0)).toBe(4 * (8 + 8));
  });

  it('stops backward at the earliest node with parameters', () => {
    const { kernels } = record(perceptron([512, 256, 128]), 64, true);
    expect(kernels.filter((name) => name?.startsWith('linear.d_input')).length).toBe(1);
    expect(kernels.filter((name) => name?.startsWith('linear.d_weight')).length).toBe(2);
  });

  it('shares the gradient of a sum with both of its sides instead of copying it', () => {
    const nodes = [
      { name: 'in', op: 'linear', inputs: ['features'], attributes: { outputs: 8 } },
      { name: 'branch', op: 'linear', inputs: ['in'], attributes: { outputs: 8 } },
      { name: 'noisy', op: 'noise', inputs: ['branch'], attributes: { sigma: 0.1 } },
      { name: 'sum', op: 'add', inputs: ['in', 'noisy'] },
      { name: 'shifted', op: 'add', inputs: ['sum'], attributes: { operandShape: [8] } },
    ];
    const { plan, copies, dispatches } = record(
      { input: { name: 'features', shape: [8] }, nodes, output: 'shifted' },
      4,
      true,
    );
    expect(copies).toEqual([]);
    // Everything behind `in` has the gradient of the output: the operand of `shifted`, then bias, input and weight of `branch`.
    const readers = dispatches.filter(({ buffers }) => buffers['d_y']?.buffer === plan.dOutput.buffer);
    const names = readers.map(({ kernel }) => kernel.name.split('_direct')[0]);
    expect(names).toEqual(['binary.d_sums', 'linear.d_bias', 'linear.d_input', 'linear.d_weight']);
  });

  it('takes a clip without one of its bounds, and none the wrong way round, into the product in front of it', () => {
    const clipped = (attributes: Attributes): Graph => ({
      input: { name: 'features', shape: [8] },
      nodes: [
        { name: 'in', op: 'linear', inputs: ['features'], attributes: { outputs: 4 } },
        { name: 'out', op: 'clip', inputs: ['in'], attributes },
      ],
      output: 'out',
    });
    const { dispatches } = record(clipped({ low: 0 }), 4, true);
    expect(dispatches[0]?.params).toMatchObject({ activation: 2, low: 0, high: 3.4028234663852886e38 });
    const fused = { outputs: 4, activation: 'clip', low: 6, high: 0 };
    const linear = { name: 'linear', op: 'linear', inputs: ['features'], attributes: fused };
    expect(() => resolveGraph({ ...clipped({}), nodes: [linear], output: 'linear' })).toThrow(
      /linear: low is 6, expected at most high/,
    );
  });

  it('never reads and writes one buffer in one dispatch', () => {
    for (const { kernel, buffers, label } of record(head, 64, true).dispatches) {
      const written = new Set<unknown>();
      for (const [name, access] of Object.entries(kernel.bindings))
        if (access === 'read_write') written.add(buffers[name]!.buffer);
      for (const [name, access] of Object.entries(kernel.bindings)) {
        if (access === 'read') expect(written.has(buffers[name]!.buffer), `${label}: ${name}`).toBe(false);
      }
    }
  });

  it('shares memory between tensors that are never alive together', () => {
    const deep: Graph = {
      input: { name: 'features', shape: [64] },
      nodes: Array.from({ length: 10 }, (_, i) => ({
        name: `layer${i}`,
        op: 'linear',
        inputs: [i === 0 ? 'features' : `layer${i - 1}`],
        attributes: { outputs: 64 },
      })),
      output: 'layer9',
    };
    expect(record(deep, 8, false).plan.buffers.length).toBe(2);
    // Training keeps the input of every layer for its weight gradient, but only a few gradients at a time.
    expect(record(deep, 8, true).plan.buffers.length).toBeLessThan(10 + 4);
  });

  it('aligns every parameter and counts them without padding', () => {
    const { parameters } = record(head, 1, false);
    for (const { offset } of parameters.layout.offsets.values()) expect(offset % 64).toBe(0);
    expect(parameters.count).toBe(512 * 256 + 256 + 256 + 256 * 512 + 512);
  });
});

describe('a graph that makes no sense is refused', () => {
  const linear = { op: 'linear', inputs: ['features'], attributes: { outputs: 4 } };
  const input = { name: 'features', shape: [8] };
  const whole = { name: 'a', op: 'reshape', inputs: ['features'], attributes: { shape: [8] } };
  it.each<[string, Graph, string]>([
    ['unknown op', { input, nodes: [{ ...linear, name: 'a', op: 'conv9d' }], output: 'a' }, 'argument-invalid'],
    [
      'op from the prototype',
      { input, nodes: [{ ...linear, name: 'a', op: 'toString' }], output: 'a' },
      'argument-invalid',
    ],
    [
      'input of no size',
      { input: { name: 'features', shape: [-2, -4] }, nodes: [whole], output: 'a' },
      'argument-invalid',
    ],
    ['unknown input', { input, nodes: [{ ...linear, name: 'a', inputs: ['b'] }], output: 'a' }, 'argument-invalid'],
    ['name taken', { input, nodes: [{ ...linear, name: 'features' }], output: 'features' }, 'argument-invalid'],
    ['unknown output', { input, nodes: [{ ...linear, name: 'a' }], output: 'b' }, 'argument-invalid'],
    [
      'shapes that do not add up',
      {
        input,
        nodes: [
          { ...linear, name: 'a' },
          { name: 'b', op: 'add', inputs: ['a', 'features'] },
        ],
        output: 'b',
      },
      'shape-mismatch',
    ],
  ])('%s', (_, graph, code) => {
    expect(() => resolveGraph(graph)).toThrow(expect.objectContaining({ name: 'KinfoldError', code }));
  });
});
