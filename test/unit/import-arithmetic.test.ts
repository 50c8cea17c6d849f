import { describe, expect, test } from 'vitest';
import type { OnnxAttribute } from '../../src/onnx/attribute.js';
import { float, floatTensor, int, int64Tensor, node, text } from '../../src/onnx/build.js';
import { expectLikeRuntime, type ModelCase, random } from '../support/imported.js';

// Functions of numbers, dense layers and products against onnxruntime.

type Attributes = Readonly<Record<string, OnnxAttribute>>;

describe('functions of one number', () => {
  const cases: Readonly<Record<string, readonly [op: string, attributes?: Attributes, opset?: number]>> = {
    Relu: ['Relu'],
    LeakyRelu: ['LeakyRelu', { alpha: float(0.2) }],
    Elu: ['Elu', { alpha: float(1.5) }],
    Selu: ['Selu'],
    'Selu with attributes': ['Selu', { alpha: float(1.2), gamma: float(1.1) }],
    Sigmoid: ['Sigmoid'],
    HardSigmoid: ['HardSigmoid', { alpha: float(0.3), beta: float(0.4) }],
    HardSwish: ['HardSwish'],
    Tanh: ['Tanh'],
    Softplus: ['Softplus'],
    Gelu: ['Gelu', {}, 20],
    'Gelu by tanh': ['Gelu', { approximate: text('tanh') }, 20],
    Mish: ['Mish', {}, 18],
    Exp: ['Exp'],
    Neg: ['Neg'],
    Abs: ['Abs'],
    Reciprocal: ['Reciprocal'],
    'Clip by attributes': ['Clip', { min: float(-0.5), max: float(0.7) }, 9],
    Identity: ['Identity'],
    Dropout: ['Dropout'],
    'Dropout by an attribute': ['Dropout', { ratio: float(0.3) }, 11],
    'Cast to float32': ['Cast', { to: int(1) }],
  };
  test('Dropouts have masks of their own', async () => {
    const nodes = [node('Dropout', ['x'], ['a']), node('Dropout', ['a'], ['y'])];
    const { graph } = await expectLikeRuntime({ row: [3, 4], nodes });
    const seeds = graph.nodes.map(({ attributes }) => attributes?.['seed'] ?? 0);
    expect(seeds.length).toBe(2);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  test.each(Object.entries(cases))('%s', async (_, [op, attributes = {}, opset = 17]) => {
    await expectLikeRuntime({ row: [3, 4], nodes: [node(op, ['x'], ['y'], attributes)], opset });
  });
  test.each(['Sqrt', 'Log'])('%s of positive numbers', async (op) => {
    await expectLikeRuntime({ row: [3, 4], nodes: [node(op, ['x'], ['y'])] }, [0.1, 3]);
  });
  test.each([
    ['both', ['x', 'low', 'high'], 'clip'],
    ['only the upper one', ['x', '', 'high'], 'clip'],
    ['only a lower one of 0', ['x', 'zero'], 'relu'],
  ] as const)('Clip with bounds as inputs: %s', async (_, inputs, op) => {
    const initialisers = Object.entries({ low: -1, high: 0.5, zero: 0 }).map(([name, at]) =>
      floatTensor(name, [], [at]),
    );
    const { graph } = await expectLikeRuntime({ row: [5], nodes: [node('Clip', inputs, ['y'])], initialisers });
    expect(graph.nodes.map((one) => one.op)).toEqual([op]);
  });
});

describe('two operands', () => {
  /** `op` of a tensor of the network, here behind a convolution so that it stands channels last, and a constant. */
  const withConstant = (
    op: string,
    dims: readonly number[],
    isFirst = false,
    of = random('c', dims, 0.5, 2),
  ): ModelCase => ({
    row: [3, 4, 5],
    nodes: [
      node('Conv', ['x', 'w'], ['a']),
      node('Sigmoid', ['a'], ['s']),
      node(op, isFirst ? ['c', 's'] : ['s', 'c'], ['y']),
    ],
    initialisers: [random('w', [2, 3, 1, 1]), { ...of, name: 'c' }],
  });

  test.each(['Add', 'Sub', 'Mul', 'Div', 'Pow'])('%s with a constant on either side', async (op) => {
    for (const isFirst of [false, true]) await expectLikeRuntime(withConstant(op, [2, 1, 5], isFirst));
  });
  test.each([[[2, 1, 1]], [[1, 2, 4, 5]], [[4, 1]], [[5]], [[]], [[1]], [[1, 1, 1, 1]]])(
    'a constant of [%s]',
    async (dims) => {
      const { graph, origins } = await expectLikeRuntime(withConstant('Mul', dims));
      const last = graph.nodes.find(({ name }) => name === 'y');
      expect(last?.frozen).toBe(dims.every((side) => side === 1) ? true : undefined);
      expect(origins.get('y.operand')).toMatchObject({ initialiser: 'c', reader: { node: 'y', input: 1 }, scale: 1 });
    },
  );
  test('exponents are no weights, and the usual ones are simpler ops', async () => {
    for (const [exponent, op] of [
      [2, 'mul'],
      [0.5, 'sqrt'],
      [3, 'pow'],
    ] as const) {
      const { graph } = await expectLikeRuntime(withConstant('Pow', [], false, floatTensor('', [], [exponent])));
      expect(graph.nodes.find(({ name }) => name === 'y')).toMatchObject({
        op,
        ...(op === 'pow' ? { frozen: true } : {}),
      });
    }
    await expectLikeRuntime(withConstant('Pow', [], false, int64Tensor('', [], [3])));
    const { graph } = await expectLikeRuntime(withConstant('Pow', [2, 1, 1]));
    expect(graph.nodes.find(({ op }) => op === 'pow')?.frozen).toBe(true);
  });

  const conv = node('Conv', ['x', 'w'], ['a']);
  test.each<[string, ModelCase['nodes']]>([
    ['in one order', [conv, node('Relu', ['a'], ['b']), node('Sub', ['b', 'a'], ['y'])]],
    ['in different orders', [conv, node('Div', ['x', 'a'], ['y'])]],
    ['the smaller one in another order', [conv, node('GlobalMaxPool', ['x'], ['b']), node('Mul', ['b', 'a'], ['y'])]],
    ['one and the same', [conv, node('Mul', ['a', 'a'], ['y'])]],
    [
      'squeezed and excited',
      [
        conv,
        node('ReduceMean', ['a'], ['b'], { axes: { kind: 'ints', value: [2, 3] }, keepdims: int(0) }),
        node('Unsqueeze', ['b', 'axes'], ['c']),
        node('Mul', ['c', 'a'], ['y']),
      ],
    ],
  ])('two tensors: %s', async (_, nodes) => {
    const initialisers = [random('w', [3, 3, 1, 1]), int64Tensor('axes', [2], [2, 3])];
    await expectLikeRuntime({ row: [3, 4, 5], nodes, initialisers });
  });

  test.each([[[2, 1, 1]], [[1, 2, 1, 1]], [[1]], [[4, 1]], [[5]], [[2, 4, 5]]])(
    'PRelu with slopes of [%s]',
    async (dims) => {
      const nodes = [node('Conv', ['x', 'w'], ['a']), node('PRelu', ['a', 'slope'], ['y'])];
      const initialisers = [random('w', [2, 3, 1, 1]), random('slope', dims)];
      const { graph } = await expectLikeRuntime({ row: [3, 4, 5], nodes, initialisers });
      const isOneAChannel = dims.includes(2) && !dims.includes(5);
      expect(graph.nodes.some(({ op }) => op === 'prelu')).toBe(isOneAChannel);
    },
  );
  test('PRelu straight behind the input', async () => {
    await expectLikeRuntime({
      row: [3, 4, 5],
      nodes: [node('PRelu', ['x', 's'], ['y'])],
      initialisers: [random('s', [3, 1, 1])],
    });
    await expectLikeRuntime({ row: [6], nodes: [node('PRelu', ['x', 's'], ['y'])], initialisers: [random('s', [6])] });
  });
});

describe('dense layers and products', () => {
  const gemms: Readonly<Record<string, readonly [bias: readonly number[] | undefined, attributes: Attributes]>> = {
    'a bias': [[4], { transB: int(1) }],
    'no bias': [undefined, {}],
    'a bias in a row, alpha and beta': [[1, 4], { alpha: float(0.5), beta: float(2) }],
    'one number as bias': [[], { beta: float(3) }],
  };
  test.each(Object.entries(gemms))('Gemm with %s', async (_, [bias, attributes]) => {
    const { graph, origins } = await expectLikeRuntime({
      row: [6],
      nodes: [node('Gemm', ['x', 'w', ...(bias ? ['b'] : [])], ['y'], attributes)],
      initialisers: [random('w', attributes['transB'] ? [4, 6] : [6, 4]), ...(bias ? [random('b', bias)] : [])],
    });
    expect(graph.nodes[0]?.op).toBe('linear');
    const order = attributes['transB'] ? [0, 1] : [1, 0];
    const scale = attributes['alpha'] ? 0.5 : 1;
    expect(origins.get(`${graph.nodes[0]!.name}.weight`)).toMatchObject({ initialiser: 'w', order, scale });
  });

  const batched: Readonly<Record<string, ModelCase>> = {
    'with a constant matrix': {
      row: [2, 3, 6],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      initialisers: [random('w', [6, 4])],
    },
    'with a constant stack of matrices': {
      row: [2, 3, 6],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      initialisers: [random('w', [2, 6, 4])],
    },
    'with a constant on the left': {
      row: [3, 6],
      nodes: [node('MatMul', ['w', 'x'], ['y'])],
      initialisers: [random('w', [1, 4, 3])],
    },
    'of two tensors': {
      row: [3, 6],
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Transpose', ['x'], ['b'], { perm: { kind: 'ints', value: [0, 2, 1] } }),
        node('MatMul', ['a', 'b'], ['y']),
      ],
    },
  };
  test.each(Object.entries(batched))('MatMul %s', async (_, one) => {
    const { graph } = await expectLikeRuntime(one);
    expect(graph.nodes.some(({ op }) => op === 'transpose')).toBe(false);
  });
});
