import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { type Graph, type Parameter, resolveGraph } from '../../src/encoder/graph.js';
import { type Initialiser, initialise } from '../../src/encoder/init.js';
import { batchNorm, conv, dense, depthwiseConv, flatten, sequential } from '../../src/encoder/layers.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectBitEqual } from '../support/compare.js';
import { startingValues } from '../support/encoder.js';

/** Mean, variance and largest size of a parameter's first values. */
function statistics(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, most: Math.max(...values.map(Math.abs)) };
}

const weightOf = (graph: Graph, seed?: number) => startingValues(graph, seed)(`${graph.nodes[0]!.name}.weight`);

/** One layer with enough weights to measure, and the sums that its outputs and its inputs take part in. */
const layers = {
  dense: { of: (init?: Initialiser) => sequential([64], [dense(160, init && { init })]), inputs: 64, outputs: 160 },
  conv: {
    of: (init?: Initialiser) => sequential([4, 4, 16], [conv(48, init && { init }), flatten]),
    inputs: 3 * 3 * 16,
    outputs: 3 * 3 * 48,
  },
  grouped: {
    of: (init?: Initialiser) => sequential([4, 4, 32], [conv(64, { groups: 2, ...(init && { init }) }), flatten]),
    inputs: 3 * 3 * 16,
    outputs: 3 * 3 * 64,
  },
  depthwise: {
    of: (init?: Initialiser) => sequential([4, 4, 512], [depthwiseConv(init && { init }), flatten]),
    inputs: 3 * 3,
    outputs: 3 * 3,
  },
};

describe.each(Object.entries(layers))('weights of a %s layer', (_, { of, inputs, outputs }) => {
  it('start as He by themselves: normal, variance 2 / inputs', () => {
    const { mean, variance, most } = statistics(weightOf(of()));
    expect(variance * inputs).toBeCloseTo(2, 0.5);
    expect(Math.abs(mean)).toBeLessThan(0.06 * Math.sqrt(variance));
    // A uniform distribution of this variance would end at √3 deviations.
    expect(most).toBeGreaterThan(2.5 * Math.sqrt(variance));
  });

  it('start as Glorot if told so: uniform, variance 2 / (inputs + outputs)', () => {
    const { mean, variance, most } = statistics(weightOf(of({ kind: 'glorot' })));
    expect((variance * (inputs + outputs)) / 2).toBeCloseTo(1, 1);
    expect(Math.abs(mean)).toBeLessThan(0.06 * Math.sqrt(variance));
    const bound = Math.sqrt(6 / (inputs + outputs));
    expect(most).toBeLessThanOrEqual(Math.fround(bound));
    expect(most).toBeGreaterThan(0.98 * bound);
  });
});

describe('starting values', () => {
  const graph = sequential([6, 6, 2], [conv(4), batchNorm(), flatten, dense(3)]);
  const all = (graph: Graph, seed: number) => new Parameters(resolveGraph(graph)).initialise(createRandom(seed));

  it('are the same bits for the same seed and others for another', () => {
    expectBitEqual('parameters', all(graph, 7), all(graph, 7));
    expect(all(graph, 7)).not.toEqual(all(graph, 8));
  });

  it('of a parameter do not depend on the others', () => {
    const longer = sequential([6, 6, 2], [conv(4), batchNorm(), conv(4), flatten, dense(3)]);
    expectBitEqual('conv1.weight', startingValues(longer)('conv1.weight'), startingValues(graph)('conv1.weight'));
  });

  it('are those that ops are used to: norms pass on, biases add nothing, slopes are a quarter', () => {
    const values = startingValues(graph);
    const each = (name: string) => [...new Set(values(name))];
    expect(each('conv1.bias')).toEqual([0]);
    expect(each('batchNorm1.weight')).toEqual([1]);
    expect(each('batchNorm1.bias')).toEqual([0]);
    expect(each('batchNorm1.mean')).toEqual([0]);
    expect(each('batchNorm1.variance')).toEqual([1]);
    const prelu = sequential([4], [(network, input) => network.add('prelu', [input])]);
    expect([...startingValues(prelu)('prelu1.slope')]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('are what a layer says instead', () => {
    const told = (init: Initialiser) => [...new Set(weightOf(sequential([2], [dense(2, { init })])))];
    expect(told({ kind: 'zeros' })).toEqual([0]);
    expect(told({ kind: 'ones' })).toEqual([1]);
    expect(told({ kind: 'constant', value: -0.5 })).toEqual([-0.5]);
  });

  /** Parameters that only an imported model has values for. */
  const withoutConvention = ['operand', 'value'];

  it('of every weight, slope and variance of every op are not left at zero', () => {
    const shapes = [
      [[4, 4, 2]],
      [[4]],
      [
        [4, 4, 2],
        [4, 4, 2],
      ],
    ];
    const attributes = { outputs: 2, kernel: [3, 3], activation: 'prelu' };
    for (const [op, { parameters }] of Object.entries(nodeOps)) {
      const roles = shapes.flatMap((inputs) => {
        try {
          return Object.entries(parameters(inputs, attributes));
        } catch {
          return [];
        }
      });
      for (const [role, shape] of roles) {
        if (['bias', 'mean', ...withoutConvention].includes(role)) continue;
        const length = shape.reduce((product, side) => product * side, 1);
        const parameter = { name: `${op}.${role}`, op, role, shape, length, init: undefined } as unknown as Parameter;
        expect(
          initialise(parameter, createRandom(1)).every((value) => value !== 0),
          parameter.name,
        ).toBe(true);
      }
    }
  });
});
