import type { OnnxNode } from '../../onnx/graph.js';
import { elements, type Shape } from '../../ops/node.js';
import type { Reader } from '../imported.js';
import { OnnxAttributes } from './attributes.js';
import type { Activation, Builder, EmitOptions, Weight } from './builder.js';
import type { Constant } from './constant.js';
import { channelsLastOrder, type Order, onnxShape, permute, plainOrder, storedShape } from './layout.js';
import { refuse } from './refusal.js';

export type Value = Activation | Constant;

/** What the imports of all nodes share. */
export interface Scope {
  readonly builder: Builder;
  readonly opset: number;
  /** Axes of an ONNX tensor in front of its row: 1, the batch, or 0. */
  readonly lead: number;
  /** The tensor of that name; undefined for further outputs of nodes, which are not imported. */
  find(name: string): Value | undefined;
  set(name: string, value: Value): void;
  /** The constant as a tensor of the network with rows of `rank` axes. */
  asActivation(constant: Constant, rank: number, reader?: Reader): Activation;
}

/** One ONNX node while it is imported: its inputs and attributes, and the ways to add to the encoder graph. */
export class NodeCall {
  readonly attributes: OnnxAttributes;
  readonly name: string;

  constructor(
    readonly scope: Scope,
    readonly node: OnnxNode,
  ) {
    this.attributes = new OnnxAttributes(node.attributes);
    this.name = node.name || node.outputs[0] || node.op;
  }

  get opset(): number {
    return this.scope.opset;
  }

  get lead(): number {
    return this.scope.lead;
  }

  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== '';
  }

  input(index: number): Value {
    if (!this.has(index)) refuse(`has no input ${index}`);
    const name = this.node.inputs[index]!;
    return this.scope.find(name) ?? refuse(`reads "${name}", a further output of a node, and only first ones are made`);
  }

  /** An input as a tensor of the network; a constant becomes one, with a row of `rank` axes. */
  activation(index: number, rank?: number): Activation {
    const value = this.input(index);
    return value.kind === 'activation'
      ? value
      : this.scope.asActivation(value, rank ?? value.dims.length - this.lead, this.reader(index));
  }

  /** An input whose numbers must be known. */
  constant(index: number): Constant {
    const value = this.input(index);
    if (value.kind === 'constant') return value;
    return refuse(`computes its input ${index} ("${this.node.inputs[index]}"), expected a constant`);
  }

  /** The numbers of an input that must be known: a shape, axes, pads. */
  integers(index: number): readonly number[] {
    return Array.from(this.constant(index).numbers);
  }

  /** The only number of an input that must be known. */
  scalar(index: number): number {
    const { numbers } = this.constant(index);
    return numbers.length === 1 ? numbers[0]! : refuse(`has ${numbers.length} numbers as input ${index}, expected one`);
  }

  /** An input whose numbers must be known, as a parameter: see `Origin`. Default: as it stands in the model. */
  weight(
    input: number,
    { view, order, scale = 1 }: { readonly view?: Shape; readonly order?: Order; readonly scale?: number } = {},
  ): Weight {
    const { name, type, dims, numbers } = this.constant(input);
    const seen = view ?? dims;
    const sorted = order ?? plainOrder(seen.length);
    if (type === 'float64') refuse(`has the weight "${name}" in float64, expected float32`);
    if (elements(seen) !== numbers.length) {
      refuse(`has the weight "${name}" of the shape [${dims.join(', ')}], expected [${seen.join(', ')}]`);
    }
    const exact = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
    const plain = scale === 1 ? exact : exact.map((value) => value * scale);
    const origin = { reader: this.reader(input), initialiser: name, view: seen, order: sorted, scale };
    return { values: permute(plain, seen, sorted), shape: storedShape(seen, sorted), origin };
  }

  reader(input: number): Reader {
    return { node: this.node.outputs[0]!, input };
  }

  /** An ONNX axis, maybe counted from the end, as an axis of the row. `rank` is the row's. */
  rowAxis(axis: number, rank: number): number {
    const whole = rank + this.lead;
    const counted = axis < 0 ? axis + whole : axis;
    if (!(counted >= 0 && counted < whole)) refuse(`names the axis ${axis} of a tensor with ${whole} axes`);
    if (counted < this.lead) refuse('works on the batch axis, and each picture must be for itself');
    return counted - this.lead;
  }

  rowAxes(axes: readonly number[], rank: number): number[] {
    const counted = axes.map((axis) => this.rowAxis(axis, rank)).sort((a, b) => a - b);
    if (new Set(counted).size !== counted.length) refuse(`names an axis twice: [${axes.join(', ')}]`);
    return counted;
  }

  /** Channels last, with the batch in front where it is an axis of the row. */
  channelsLast(activation: Activation): Order {
    const channel = 1 - this.lead;
    const rank = activation.shape.length;
    if (channel >= rank) refuse(`has an input with ${rank + this.lead} axes, expected batch and channels`);
    return channelsLastOrder(rank, channel);
  }

  stored(activation: Activation, order: Order): string {
    return this.scope.builder.stored(activation, order);
  }

  /** Adds a node under this one's name, or `name:part`. */
  emit(
    op: string,
    inputs: readonly string[],
    { part = '', ...options }: EmitOptions & { readonly part?: string } = {},
  ) {
    return this.scope.builder.emit(part ? `${this.name}:${part}` : this.name, op, inputs, options);
  }

  reshape(node: string, shape: Shape): string {
    return this.scope.builder.reshape(node, shape);
  }

  /** What `node` stores in `order`, as a tensor. */
  result(node: string, order: Order): Activation {
    return this.shapedResult(node, onnxShape(this.scope.builder.shapeOf(node), order), order);
  }

  /** The same where the ONNX row's shape is not the node's permuted: a row without axes. */
  shapedResult(node: string, shape: Shape, order: Order = plainOrder(shape.length)): Activation {
    return { kind: 'activation', shape, stored: [{ node, order }] };
  }
}
