import { KinfoldError, shapeMismatch } from '../errors.js';
import { type Attributes, elements, type Shape } from '../ops/node.js';
import { nodeOps } from '../ops/nodes.js';
import type { Graph, GraphNode } from './graph.js';
import type { Initialiser } from './init.js';

/** Adds nodes behind a tensor and returns the name of what they make. */
export type Layer = (network: NetworkBuilder, input: string) => string;

/** Collects the nodes of a graph that is built layer by layer; nodes are named after their ops and counted. */
export class NetworkBuilder {
  readonly nodes: GraphNode[] = [];
  readonly #shapes: Map<string, Shape>;
  readonly #counts = new Map<string, number>();

  constructor(input: Graph['input']) {
    this.#shapes = new Map([[input.name, input.shape]]);
  }

  /** @throws KinfoldError `shape-mismatch` or `argument-invalid` if there is no such op or it does not take these inputs. */
  add(op: string, inputs: readonly string[], attributes: Attributes = {}, init?: GraphNode['init']): string {
    const definition = Object.hasOwn(nodeOps, op) ? nodeOps[op] : undefined;
    if (!definition) {
      const known = Object.keys(nodeOps).join(', ');
      throw new KinfoldError('argument-invalid', `layer: the op is ${op}, expected one of ${known}`);
    }
    const count = (this.#counts.get(op) ?? 0) + 1;
    const name = `${op}${count}`;
    const shapes = inputs.map((input) => this.shapeOf(input));
    const shape = definition.shape(name, shapes, attributes);
    this.#counts.set(op, count);
    this.#shapes.set(name, shape);
    this.nodes.push({ name, op, inputs, attributes, ...(init && { init }) });
    return name;
  }

  shapeOf(name: string): Shape {
    return this.#shapes.get(name)!;
  }
}

/**
 * An encoder from layers, one behind the other. Nodes are named after their ops, in order: `conv1`, `relu1`, `conv2` …
 * @param shape of a row of the input: [width], or [height, width, channels] for pictures.
 * @throws KinfoldError `argument-invalid` or `shape-mismatch` naming the layer that does not fit, or if what comes out is no
 *   vector.
 */
export function sequential(shape: Shape, layers: readonly Layer[]): Graph {
  if (shape.length === 0 || !shape.every((side) => Number.isInteger(side) && side > 0)) {
    throw new KinfoldError(
      'argument-invalid',
      `sequential: the input's shape is [${shape.join(', ')}], expected positive integers: [width] or [height, width, channels]`,
    );
  }
  if (layers.length === 0) {
    throw new KinfoldError('argument-invalid', 'sequential: there are no layers; an encoder has at least one');
  }
  const input = { name: 'input', shape };
  const network = new NetworkBuilder(input);
  const output = through(network, layers, input.name);
  const embedding = network.shapeOf(output);
  if (embedding.length !== 1) {
    throw shapeMismatch('sequential: the last layer', embedding, ['width'], 'put flatten in front of the dense layers');
  }
  return { input, nodes: network.nodes, output };
}

const through = (network: NetworkBuilder, layers: readonly Layer[], input: string) =>
  layers.reduce((tensor, layer) => layer(network, tensor), input);

export interface ConvOptions {
  /** Side of the window, or [height, width]. Default 3. */
  readonly kernel?: number | readonly [number, number];
  /** Default 1. */
  readonly stride?: number;
  /** `same` (the default): as many positions as the stride leaves of the input. `valid`: no padding. */
  readonly padding?: 'same' | 'valid';
  /** Default true; false in front of a batch norm, which has a bias of its own. */
  readonly bias?: boolean;
  /** How the weights start. Default `he`. */
  readonly init?: Initialiser;
}

/** Convolution of pictures, channels last. */
export const conv =
  (outputs: number, options: ConvOptions & { readonly groups?: number } = {}): Layer =>
  (network, input) => {
    const { groups = 1, init } = options;
    const attributes = { outputs, groups, ...windowOf('conv', network.shapeOf(input), options) };
    return network.add('conv', [input], attributes, init && { weight: init });
  };

/** Convolution of every channel for itself. */
export const depthwiseConv =
  (options: ConvOptions = {}): Layer =>
  (network, input) =>
    network.add(
      'depthwiseConv',
      [input],
      windowOf('depthwiseConv', network.shapeOf(input), options),
      options.init && { weight: options.init },
    );

function windowOf(op: string, shape: Shape, { kernel = 3, stride = 1, padding = 'same', bias = true }: ConvOptions) {
  if (shape.length !== 3) {
    const cure = 'it takes pictures; pass their shape to `sequential`, and put flatten and dense layers behind';
    throw shapeMismatch(op, shape, ['height', 'width', 'channels'], cure);
  }
  const sides = typeof kernel === 'number' ? [kernel, kernel] : [...kernel];
  const around = sides.map((side, axis) => (padding === 'same' ? samePadding(shape[axis]!, side, stride) : 0));
  const before = around.map((all) => Math.floor(all / 2));
  const pads = [...before, ...around.map((all, axis) => all - before[axis]!)];
  return { kernel: sides, strides: [stride, stride], pads, bias: bias ? 1 : 0 };
}

/** What is missing around an axis; the odd cell goes behind (SAME of TensorFlow, SAME_UPPER of ONNX). */
function samePadding(size: number, kernel: number, stride: number): number {
  return Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
}

/** A dense layer over the last axis. */
export const dense =
  (outputs: number, { bias = true, init }: { readonly bias?: boolean; readonly init?: Initialiser } = {}): Layer =>
  (network, input) =>
    network.add('linear', [input], { outputs, bias: bias ? 1 : 0 }, init && { weight: init });

/** Batch normalisation with the batch's own statistics while training, running averages afterwards. */
export const batchNorm =
  ({ momentum = 0.9, init }: { readonly momentum?: number; readonly init?: Initialiser } = {}): Layer =>
  (network, input) =>
    network.add('batchNorm', [input], { statistics: 'batch', momentum }, init && { weight: init });

/** Any op of one input without parameters to choose: an activation, a norm over the last axis, dropout. */
export const layer =
  (op: string, attributes: Attributes = {}): Layer =>
  (network, input) =>
    network.add(op, [input], attributes);

export const relu = layer('relu');
export const prelu = layer('prelu');
export const layerNorm = layer('layerNorm');
/** Unit length over the last axis: the last layer of an encoder. */
export const l2Normalize = layer('l2Normalize');
export const globalAveragePool = layer('globalAveragePool');

export const maxPool = (size: number): Layer => layer('maxPool', { kernel: [size, size], strides: [size, size] });
export const averagePool = (size: number): Layer =>
  layer('averagePool', { kernel: [size, size], strides: [size, size] });
/** Drops a part of the elements in training; every layer draws a mask of its own. */
export const dropout =
  (ratio: number): Layer =>
  (network, input) =>
    network.add('dropout', [input], { ratio, seed: network.nodes.length });

/** All axes of a row as one. */
export const flatten: Layer = (network, input) =>
  network.add('reshape', [input], { shape: [elements(network.shapeOf(input))] });

/**
 * x + branch(x), or shortcut(x) + branch(x) where the branch changes the shape. Give the branch's last norm
 * `init: { kind: 'zeros' }` and the block starts as the identity (P. Goyal et al., 2017, arXiv:1706.02677).
 */
export const residual =
  (branch: readonly Layer[], shortcut: readonly Layer[] = []): Layer =>
  (network, input) => {
    const sides = [through(network, branch, input), through(network, shortcut, input)];
    const [made, kept] = sides.map((side) => network.shapeOf(side));
    // `add` would broadcast.
    if (made!.join() !== kept!.join()) {
      const cure =
        'branch and shortcut must end alike; let a convolution of kernel 1 with the stride of the branch be the shortcut';
      throw shapeMismatch('residual: the branch', made!, kept!, cure);
    }
    return network.add('add', sides);
  };
