import type { ResolvedGraph, ResolvedNode } from '../src/encoder/graph.js';
import type { Attributes } from '../src/ops/node.js';
import { tf } from './tfjs.js';

/** Values of a parameter by the graph's name, `<node>.<role>`. */
export type Values = (parameter: string) => Float32Array;

/** An encoder in TensorFlow.js. */
export interface TfjsNetwork {
  /** Embeddings of pictures [rows, ...shape]; differentiable in the variables. */
  run(pictures: tf.Tensor): tf.Tensor2D;
  readonly variables: readonly tf.Variable[];
}

type Operator = (inputs: readonly tf.Tensor[], node: ResolvedNode, parameter: (role: string) => tf.Tensor) => tf.Tensor;

/**
 * Builds an encoder op by op out of TensorFlow.js's own, weights in the layout that it prefers.
 * @throws Error for an op that has no entry here.
 */
export function tfjsNetwork({ graph, nodes, parameters }: ResolvedGraph, values: Values): TfjsNetwork {
  const variables = new Map(
    parameters.map(({ name, op, role, shape }) => {
      const value = tf.tidy(() => laidOut(op, role, tf.tensor(values(name), [...shape])));
      return [name, tf.variable(value)] as const;
    }),
  );
  for (const { op } of nodes) if (!operators[op]) throw new Error(`tfjs: ${op} is not translated yet`);
  return {
    variables: [...variables.values()],
    run(pictures) {
      const tensors = new Map<string, tf.Tensor>([[graph.input.name, pictures]]);
      for (const node of nodes) {
        const inputs = node.inputs.map((name) => tensors.get(name)!);
        const parameter = (role: string) => variables.get(`${node.name}.${role}`)!;
        tensors.set(node.name, operators[node.op]!(inputs, node, parameter));
      }
      return tensors.get(graph.output) as tf.Tensor2D;
    },
  };
}

function laidOut(op: string, role: string, value: tf.Tensor): tf.Tensor {
  if (role !== 'weight') return value;
  // [outputs, height, width, inputs]: outputs last.
  if (op === 'conv') return tf.transpose(value, [1, 2, 3, 0]);
  if (op === 'depthwiseConv') return tf.expandDims(value, -1);
  if (op === 'linear') return tf.transpose(value);
  return value;
}

const operators: Readonly<Record<string, Operator>> = {
  conv: ([x], { attributes }, parameter) => {
    const [strides, pads] = [stridesOf(attributes), padsOf(attributes)];
    const y = tf.conv2d(x as tf.Tensor4D, parameter('weight') as tf.Tensor4D, strides, pads);
    return withBias(y, attributes, parameter);
  },
  depthwiseConv: ([x], { attributes }, parameter) => {
    const [strides, pads] = [stridesOf(attributes), padsOf(attributes)];
    const y = tf.depthwiseConv2d(x as tf.Tensor4D, parameter('weight') as tf.Tensor4D, strides, pads);
    return withBias(y, attributes, parameter);
  },
  linear: ([x], { attributes }, parameter) => withBias(tf.matMul(x!, parameter('weight')), attributes, parameter),
  prelu: ([x], _, parameter) => tf.prelu(x!, parameter('slope')),
  relu: ([x]) => tf.relu(x!),
  clip: ([x], { attributes }) => tf.clipByValue(x!, attributes['low'] as number, attributes['high'] as number),
  add: ([a, b]) => tf.add(a!, b!),
  globalAveragePool: ([x]) => tf.mean(x!, [1, 2], true),
  reshape: ([x], { shape }) => tf.reshape(x!, [-1, ...shape]),
  l2Normalize: ([x]) => tf.div(x!, tf.sqrt(tf.maximum(tf.sum(tf.square(x!), -1, true), 1e-12))),
};

function withBias(y: tf.Tensor, attributes: Attributes, parameter: (role: string) => tf.Tensor): tf.Tensor {
  return attributes['bias'] === 0 ? y : tf.add(y, parameter('bias'));
}

function stridesOf(attributes: Attributes): [number, number] {
  const [down = 1, right = 1] = (attributes['strides'] as readonly number[] | undefined) ?? [];
  return [down, right];
}

/** Zeros around a picture; the types of depthwiseConv2d forget that it takes them one by one. */
function padsOf(attributes: Attributes): 'valid' {
  const [top = 0, left = 0, bottom = 0, right = 0] = (attributes['pads'] as readonly number[] | undefined) ?? [];
  const pads = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return pads as unknown as 'valid';
}
