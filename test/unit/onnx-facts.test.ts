import { expect, test } from 'vitest';
import type { OnnxAttribute } from '../../src/onnx/attribute.js';
import * as build from '../../src/onnx/build.js';
import { inferFacts } from '../../src/onnx/facts/infer.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { checkWithOnnx } from '../support/onnx-checker.js';

const { int, ints, float, text } = build;

type Shape = readonly (number | string)[];

/** An operator, its operator set, shapes of the inputs (a list that begins with '=' holds constant integers), attributes, outputs. */
type Case = readonly [
  op: string,
  opset: number,
  inputs: readonly (Shape | { readonly constant: readonly number[] } | { readonly scales: readonly number[] } | '')[],
  attributes?: Readonly<Record<string, OnnxAttribute>>,
  outputs?: number,
];

const constant = (...values: number[]) => ({ constant: values });
const scales = (...values: number[]) => ({ scales: values });
const picture: Shape = ['N', 4, 9, 11];

const cases: readonly Case[] = [
  ['Conv', 11, [picture, [6, 4, 3, 3]], { strides: ints(2, 2), pads: ints(1, 0, 1, 2) }],
  ['Conv', 11, [picture, [6, 2, 3, 2], [6]], { group: int(2), dilations: ints(2, 3), pads: ints(2, 2, 2, 2) }],
  ['Conv', 11, [picture, [6, 4, 3, 3]], { auto_pad: text('SAME_UPPER'), strides: ints(2, 3) }],
  ['Conv', 11, [picture, [6, 4, 3, 3]], { auto_pad: text('VALID') }],
  [
    'Conv',
    11,
    [
      ['N', 4, 20],
      [6, 4, 5],
    ],
    { strides: ints(3) },
  ],
  ['MaxPool', 12, [picture], { kernel_shape: ints(3, 3), strides: ints(2, 2), pads: ints(1, 1, 1, 1) }],
  ['MaxPool', 12, [[1, 4, 10, 12]], { kernel_shape: ints(3, 3), strides: ints(2, 2), ceil_mode: int(1) }],
  ['AveragePool', 11, [picture], { kernel_shape: ints(2, 3) }],
  ['GlobalAveragePool', 11, [picture]],
  ['Gemm', 13, [['N', 5], [5, 7], [7]]],
  [
    'Gemm',
    13,
    [
      [5, 3],
      [7, 5],
    ],
    { transA: int(1), transB: int(1) },
  ],
  [
    'MatMul',
    13,
    [
      ['N', 3, 5],
      [5, 7],
    ],
  ],
  [
    'MatMul',
    13,
    [
      [2, 1, 3, 5],
      [4, 5, 7],
    ],
  ],
  ['MatMul', 13, [[5], [2, 5, 7]]],
  ['MatMul', 13, [[2, 3, 5], [5]]],
  ['Add', 13, [['N', 3, 1], [4]]],
  ['PRelu', 13, [picture, [4, 1, 1]]],
  [
    'Where',
    13,
    [
      [3, 1],
      [1, 4],
      [2, 1, 1],
    ],
  ],
  ['Reshape', 13, [[2, 3, 4], constant(0, -1)]],
  ['Reshape', 13, [['N', 3, 4], constant(-1, 12)]],
  ['Reshape', 14, [[0, 3], constant(3, 0)], { allowzero: int(1) }],
  ['Flatten', 13, [picture]],
  ['Flatten', 13, [[2, 3, 4]], { axis: int(-1) }],
  ['Flatten', 13, [[2, 3, 4]], { axis: int(0) }],
  ['Squeeze', 11, [[1, 3, 1]], { axes: ints(0, -1) }],
  ['Squeeze', 13, [[1, 3, 1]]],
  ['Squeeze', 13, [['N', 1, 3], constant(1)]],
  ['Unsqueeze', 11, [['N', 3]], { axes: ints(1, 3) }],
  ['Unsqueeze', 13, [['N', 3], constant(-1, 0)]],
  ['Transpose', 13, [picture], { perm: ints(0, 2, 3, 1) }],
  ['Transpose', 13, [[2, 3, 4]]],
  [
    'Concat',
    13,
    [
      ['N', 2],
      ['N', 3],
    ],
    { axis: int(-1) },
  ],
  ['Slice', 9, [[5, 6]], { starts: ints(1, -2), ends: ints(100, 6), axes: ints(0, 1) }],
  ['Slice', 13, [['N', 9], constant(8), constant(-100), constant(1), constant(-3)]],
  ['Slice', 13, [[7, 9], constant(1, 2), constant(3, 8)]],
  ['Gather', 13, [[3, 4, 5], constant(0, 2)], { axis: int(1) }],
  ['Split', 11, [['N', 6]], { axis: int(1), split: ints(2, 4) }, 2],
  ['Split', 13, [['N', 6], constant(1, 2, 3)], { axis: int(-1) }, 3],
  ['Split', 13, [['N', 6]], { axis: int(1) }, 3],
  ['Expand', 13, [['N', 1, 3], constant(4, 1)]],
  ['Tile', 13, [[2, 3], constant(2, 4)]],
  ['Pad', 13, [['N', 3, 4], constant(0, 1, 2, 0, 0, 1)]],
  ['Pad', 9, [['N', 3, 4]], { pads: ints(0, 0, 1, 0, 0, 1) }],
  ['Upsample', 9, [picture, scales(1, 1, 2, 1.5)], { mode: text('nearest') }],
  ['Resize', 10, [picture, scales(1, 1, 0.5, 3)], { mode: text('nearest') }],
  ['Resize', 13, [picture, '', scales(1, 1, 2, 2)], { mode: text('nearest') }],
  ['Resize', 13, [picture, '', '', constant(1, 4, 5, 6)], { mode: text('nearest') }],
  ['DepthToSpace', 13, [['N', 8, 3, 5]], { blocksize: int(2) }],
  ['ReduceMean', 13, [picture], { axes: ints(2, -1) }],
  ['ReduceMean', 13, [picture], { axes: ints(1), keepdims: int(0) }],
  ['ReduceSum', 13, [[2, 3, 4], constant(1)], { keepdims: int(0) }],
  ['ReduceSum', 13, [[2, 3, 4]], { noop_with_empty_axes: int(1) }],
  ['ReduceL2', 13, [[2, 3, 4]]],
  ['ArgMax', 13, [[2, 3, 4]], { axis: int(1), keepdims: int(0) }],
  ['BatchNormalization', 15, [picture, [4], [4], [4], [4]]],
  ['InstanceNormalization', 13, [picture, [4], [4]]],
  ['LayerNormalization', 17, [['N', 5, 6], [6]], { epsilon: float(1e-5) }],
  ['Softmax', 13, [['N', 5]]],
  ['Clip', 9, [picture], { min: float(0), max: float(6) }],
  ['Cast', 13, [[2, 3]], { to: int(11) }],
  ['Shape', 15, [picture], { start: int(1), end: int(-1) }],
  ['Size', 13, [[2, 3]]],
];

function modelOf([op, opset, inputs, attributes = {}, outputs = 1]: Case): OnnxModel {
  const name = (at: number) => `x${at}`;
  const made = Array.from({ length: outputs }, (_, at) => `y${at}`);
  return build.model(
    {
      nodes: [
        build.node(
          op,
          inputs.map((input, at) => (input === '' ? '' : name(at))),
          made,
          attributes,
        ),
      ],
      initialisers: inputs.flatMap((input, at) => {
        if (typeof input === 'object' && 'constant' in input)
          return [build.int64Tensor(name(at), [input.constant.length], input.constant)];
        return typeof input === 'object' && 'scales' in input
          ? [build.floatTensor(name(at), [input.scales.length], input.scales)]
          : [];
      }),
      inputs: inputs.flatMap((input, at) => {
        if (!Array.isArray(input)) return [];
        return [build.value(name(at), input as Shape, op === 'Where' && at === 0 ? 'bool' : 'float32')];
      }),
      // Their library wants the rank of an output stated, or no output at all.
      outputs: [],
    },
    { opsets: new Map([['', opset]]) },
  );
}

const verdicts = checkWithOnnx(cases.map(modelOf));

test.each(cases.map((one, index) => [one[0], one[1], index] as const))(
  '%s of operator set %i (case %i)',
  (_, __, index) => {
    const verdict = verdicts[index]!;
    if (!('shapes' in verdict)) throw new Error(verdict.error);
    const facts = inferFacts(modelOf(cases[index]!));
    for (let at = 0; at < (cases[index]![4] ?? 1); at++) {
      const shape = facts.get(`y${at}`)?.shape;
      // Where their library loses a side it calls it unk__; there this one may know more.
      const theirs = verdict.shapes[`y${at}`]!.map((side, axis) => (/^unk__/.test(`${side}`) ? shape?.[axis] : side));
      expect(shape, `y${at}`).toEqual(theirs);
      expect(shape).not.toContain('?');
    }
  },
);
