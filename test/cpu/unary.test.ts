import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/unary.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { keepsOutput } from '../../src/ops/unary.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients } from '../support/node-case.js';

const xs = [-3, -1.25, 0, 0.75, 2.75, 6];
/** From PyTorch 1.13 in f64 at `xs`, sqrt and log 4 further: value and slope; kinks are among them. */
const reference: [twin.UnaryFunction, alpha: number, beta: number, values: number[], slopes: number[]][] = [
  ['leakyRelu', 0.1, 0, [-0.3, -0.125, 0, 0.75, 2.75, 6], [0.1, 0.1, 0.1, 1, 1, 1]],
  ['clip', 0, 6, [0, 0, 0, 0.75, 2.75, 6], [0, 0, 0, 1, 1, 0]],
  ['clip', -1.25, 2.75, [-1.25, -1.25, 0, 0.75, 2.75, 2.75], [0, 0, 1, 1, 0, 0]],
  ['elu', 0.5, 1, [-0.475106466, -0.356747602, 0, 0.75, 2.75, 6], [0.0248935342, 0.143252398, 0.5, 1, 1, 1]],
  [
    'elu',
    1.6732632423543772,
    1.0507009873554805,
    [-1.67056873, -1.25439545, 0, 0.788025741, 2.88942772, 6.30420592],
    [0.0875306121, 0.503703895, 1.75809934, 1.05070099, 1.05070099, 1.05070099],
  ],
  [
    'sigmoid',
    0,
    0,
    [0.0474258732, 0.222700139, 0.5, 0.679178699, 0.93991335, 0.997527377],
    [0.0451766597, 0.173104787, 0.25, 0.217894994, 0.0564762446, 0.00246650929],
  ],
  [
    'hardSigmoid',
    0.16666666666666666,
    0.5,
    [0, 0.291666667, 0.5, 0.625, 0.958333333, 1],
    [0, 0.166666672, 0.166666672, 0.166666672, 0.166666672, 0],
  ],
  ['hardSwish', 0, 0, [0, -0.364583333, 0, 0.46875, 2.63541667, 6], [-0.5, 0.0833333333, 0.5, 0.75, 1.41666667, 1]],
  [
    'tanh',
    0,
    0,
    [-0.995054754, -0.84828364, 0, 0.635148952, 0.991859725, 0.999987712],
    [0.00986603717, 0.280414866, 1, 0.596585808, 0.0162142868, 2.45765474e-5],
  ],
  [
    'softplus',
    0,
    0,
    [0.0485873516, 0.251929081, Math.LN2, 1.13687101, 2.81196759, 6.00247569],
    [0.0474258732, 0.222700139, 0.5, 0.679178699, 0.93991335, 0.997527377],
  ],
  [
    'gelu',
    0,
    0,
    [-0.00404969409, -0.132062217, 0, 0.580029486, 2.74180565, 5.99999999],
    [-0.0119456472, -0.122661583, 0.5, 0.999225722, 1.02202753, 1.00000004],
  ],
  [
    'geluTanh',
    0,
    0,
    [-0.00363739208, -0.132285797, 0, 0.579960555, 2.74227686, 6],
    [-0.0115841666, -0.122492632, 0.5, 0.998938256, 1.02194892, 1],
  ],
  [
    'mish',
    0,
    0,
    [-0.145647461, -0.308413961, 0, 0.610018335, 2.7302142, 5.99992663],
    [-0.0933931145, -0.0146975625, 0.6, 0.985758356, 1.02986523, 1.00013414],
  ],
  [
    'sqrt',
    0,
    0,
    [1, 1.6583124, 2, 2.17944947, 2.59807621, 3.16227766],
    [0.5, 0.301511345, 0.25, 0.229415734, 0.19245009, 0.158113883],
  ],
  [
    'exp',
    0,
    0,
    [0.0497870684, 0.286504797, 1, 2.11700002, 15.6426319, 403.428793],
    [0.0497870684, 0.286504797, 1, 2.11700002, 15.6426319, 403.428793],
  ],
  [
    'log',
    0,
    0,
    [0, 1.01160091, 1.38629436, 1.55814462, 1.9095425, Math.LN10],
    [1, 0.363636364, 0.25, 0.210526316, 0.148148148, 0.1],
  ],
  ['abs', 0, 0, [3, 1.25, 0, 0.75, 2.75, 6], [-1, -1, 0, 1, 1, 1]],
  [
    'reciprocal',
    0,
    0,
    [-0.333333333, -0.8, 1e18, 1.33333333, 0.363636364, 0.166666667],
    [-0.111111111, -0.64, 0, -1.77777778, -0.132231405, -0.0277777778],
  ],
  ['neg', 0, 0, [3, 1.25, 0, -0.75, -2.75, -6], [-1, -1, -1, -1, -1, -1]],
];

const overridesOf = (name: twin.UnaryFunction) => ({ FUNCTION: twin.unaryFunctions.indexOf(name) });

describe('twin of unary', () => {
  it.each(reference)(
    'has the values and slopes of PyTorch, kinks included: %s',
    (name, alpha, beta, values, slopes) => {
      const x = Float64Array.from(name === 'sqrt' || name === 'log' ? xs.map((value) => value + 4) : xs);
      const params = { count: x.length, alpha, beta };
      const [y, d_x] = [new Float64Array(x.length), new Float64Array(x.length)];
      twin.forward({ x, y }, params, overridesOf(name));
      expectClose(`y of ${name}`, y, values, { relative: 1e-7, absolute: 0 });
      const d_y = new Float64Array(x.length).fill(1);
      twin.d_input({ d_y, kept: keepsOutput(name) ? y : x, d_x }, params, overridesOf(name));
      expectClose(`d_x of ${name}`, d_x, slopes, { relative: 1e-7, absolute: 0 });
    },
  );
});

describe('unary nodes', () => {
  const positive = (_: number, value: number) => Math.abs(value) + 0.1;
  /** Six times as far from the kinks of hardSwish, relu6 and the like as the differences reach. */
  const wide = (index: number, value: number) => 4 * value + (index % 2) * 0.01;
  it.each([
    { op: 'leakyRelu', attributes: { alpha: 0.3 } },
    { op: 'clip', attributes: { low: -0.45, high: 0.35 } },
    { op: 'elu', attributes: { alpha: 0.7 } },
    { op: 'selu', attributes: { alpha: 1.2, gamma: 0.8 } },
    { op: 'sigmoid', attributes: {} },
    { op: 'hardSigmoid', attributes: { alpha: 0.3, beta: 0.4 } },
    { op: 'hardSwish', attributes: {}, given: { input0: wide } },
    { op: 'tanh', attributes: {} },
    { op: 'softplus', attributes: {} },
    { op: 'gelu', attributes: {}, given: { input0: wide } },
    { op: 'gelu', attributes: { approximate: 'tanh' }, given: { input0: wide } },
    { op: 'mish', attributes: {}, given: { input0: wide } },
    { op: 'sqrt', attributes: {}, given: { input0: positive } },
    { op: 'exp', attributes: {} },
    { op: 'log', attributes: {}, given: { input0: positive } },
    { op: 'neg', attributes: {} },
    { op: 'abs', attributes: {} },
    { op: 'reciprocal', attributes: {}, given: { input0: positive } },
  ])('$op has gradients equal to central differences', ({ op, attributes, given }) =>
    expectNodeGradients({ op, inputs: [[3, 7]], attributes, ...(given && { given }) }),
  );

  it.each([
    ['leakyRelu', { alpha: -0.1 }],
    ['elu', { alpha: -1 }],
    ['selu', { gamma: -1 }],
    ['clip', { low: 1, high: 0 }],
    ['clip', { high: 1e39 }],
    ['hardSigmoid', { alpha: Number.NaN }],
    ['gelu', { approximate: 'erf' }],
  ])('%s refuses the attributes %j', (op, attributes) => {
    expect(() => nodeOps[op]!.shape('act', [[4]], attributes as Record<string, number | string>)).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('act: ') }),
    );
  });
});
