import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/binary.js';
import { broadcast } from '../../src/ops/broadcast.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, runNode } from '../support/node-case.js';

const overridesOf = (name: twin.BinaryOperation) => ({ OPERATION: twin.binaryOperations.indexOf(name) });

describe('twin of binary', () => {
  it.each<[twin.BinaryOperation, number[], number[], number[]]>([
    ['add', [1, 2], [10, -2], [11, 0]],
    ['sub', [1, 2], [10, -2], [-9, 4]],
    ['mul', [1, 2], [10, -2], [10, -4]],
    ['div', [1, 2, 3, -3], [10, -2, 0, 0], [0.1, -1, 3e18, -3e18]],
    // Powers of 0, of negative numbers to even, odd and broken exponents, and beyond all bounds.
    [
      'pow',
      [0, 0, 0, -2, -2, -2, 3, 4, -3, 9],
      [2, 0, -1, 2, 3, 0.5, 2, 0.5, -1, 500],
      [0, 1, 2 ** 126, 4, -8, 0, 9, 2, -1 / 3, 2 ** 126],
    ],
  ])('computes hand-worked examples of %s', (name, a, b, expected) => {
    const y = new Float64Array(a.length);
    twin.forward({ a: Float64Array.from(a), b: Float64Array.from(b), y }, { count: a.length }, overridesOf(name));
    expectClose(name, y, expected, { relative: 1e-7, absolute: 0 });
  });

  it('has no gradient where PyTorch has an infinite one or none', async () => {
    const given = async (op: string, a: number[], b: number[]) => {
      const shape = [a.length];
      const values = { input0: Float64Array.from(a), input1: Float64Array.from(b) };
      const got = await runNode(
        { op, rows: 1, inputs: [shape, shape], attributes: {}, dOutput: a.map(() => 1) },
        values,
      );
      return [[...got['d_input0']!], [...got['d_input1']!]];
    };
    expect(await given('pow', [0, 0, 0, 0, -2, 1], [0.5, 1, 2, 0, 2, 3])).toEqual([
      [0, 1, 0, 0, -4, 3],
      [0, 0, 0, 0, 0, 0],
    ]);
    expect((await given('div', [3, 3], [0, 2]))[1]).toEqual([0, -0.75]);
  });
});

/** Shapes of the operands with the rows in front: which form, period and stretch they make. */
const forms = [
  { a: [2, 3, 4], b: [2, 3, 4], expected: ['equal', 24, 24] },
  { a: [1, 3, 4], b: [3, 4], expected: ['equal', 12, 12] },
  { a: [2, 3, 4], b: [4], expected: ['repeated b', 4, 24] },
  { a: [2, 3, 4], b: [3, 4], expected: ['repeated b', 12, 24] },
  { a: [1], b: [2, 3, 4], expected: ['repeated a', 1, 24] },
  { a: [2, 3, 4], b: [2, 1, 4], expected: ['repeated b', 4, 12] },
  { a: [2, 1, 1, 4], b: [2, 3, 5, 4], expected: ['repeated a', 4, 60] },
  { a: [2, 3, 4], b: [2, 3, 1], expected: ['repeated b', 1, 4] },
  { a: [2, 3, 4], b: [1, 3, 1], expected: ['strided', 24, 24] },
  { a: [2, 3, 1], b: [2, 1, 4], expected: ['strided', 24, 24] },
];

describe('broadcasting', () => {
  it.each(forms)('of $a and $b is $expected', ({ a, b, expected }) => {
    const { form, period, stretch } = broadcast('node', a, b);
    expect([form, period, stretch]).toEqual(expected);
  });
});

const op = 'mul';

describe('binary nodes', () => {
  const positive = (_: number, value: number) => value + 1.5;
  const given = { input0: positive, input1: positive, operand: positive };
  const every = ['add', 'sub', 'mul', 'div', 'pow'];
  const operands = [
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
      attributes: {},
    },
    { inputs: [[2, 3], [3]], attributes: {} },
    { inputs: [[], [2, 3]], attributes: {} },
    {
      inputs: [
        [4, 1, 3],
        [2, 1],
      ],
      attributes: {},
    },
    {
      inputs: [
        [2, 2, 1, 3],
        [2, 3, 1],
      ],
      attributes: {},
    },
    { inputs: [[2, 3]], attributes: { operandShape: [3] } },
    { inputs: [[2, 3]], attributes: { operandShape: [2, 1], operandFirst: 1 } },
    { inputs: [[3]], attributes: { operandShape: [] } },
    { inputs: [[1, 3]], attributes: { operandShape: [2, 2, 1], operandFirst: 1 } },
  ];
  it.each(every.flatMap((op) => operands.map((one) => ({ op, ...one }))))(
    '$op of $inputs with $attributes has gradients equal to central differences',
    (one) => expectNodeGradients({ ...one, given }),
  );

  it('sums a long gradient in parts', () =>
    expectNodeGradients({ op, inputs: [[5, 7, 2], [2]], attributes: {}, given, rows: 3 }));

  it('gives one input both gradients when it is both operands', async () => {
    const x = Float64Array.of(1, 2, 3);
    const one = { op, rows: 1, inputs: [[3], [3]], attributes: {}, dOutput: [1, 1, 1] };
    const { y, d_input0, d_input1 } = await runNode(one, { input0: x, input1: x });
    expect([[...y!], [...d_input0!], [...d_input1!]]).toEqual([
      [1, 4, 9],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it.each([
    {
      inputs: [
        [2, 3],
        [3, 2],
      ],
      attributes: {},
      code: 'shape-mismatch',
    },
    { inputs: [[4]], attributes: {}, code: 'shape-mismatch' },
    { inputs: [[4], [4]], attributes: { operandShape: [4] }, code: 'shape-mismatch' },
    { inputs: [[4]], attributes: { operandShape: [0] }, code: 'argument-invalid' },
    { inputs: [[4]], attributes: { operandShape: [4], operandFirst: 2 }, code: 'argument-invalid' },
    {
      inputs: [
        [2, 1, 2, 1, 2, 1, 2, 1, 2],
        [1, 2, 1, 2, 1, 2, 1, 2, 1],
      ],
      attributes: {},
      code: 'limit-exceeded',
    },
  ])('refuse $inputs with $attributes: $code', ({ inputs, attributes, code }) => {
    expect(() => nodeOps[op]!.shape('gate', inputs, attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('gate: ') }),
    );
  });
});
