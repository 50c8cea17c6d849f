import type { ResolvedGraph, ResolvedNode } from '../../encoder/graph.js';
import { KinfoldError } from '../../errors.js';
import type { OnnxAttribute } from '../../onnx/attribute.js';
import { float, floatTensor, int, int64Tensor, ints, node } from '../../onnx/build.js';
import type { OnnxNode } from '../../onnx/graph.js';
import type { OnnxTensor } from '../../onnx/tensor.js';
import type { Shape } from '../../ops/node.js';

/** The axes of a row as an ONNX tensor has them: `last` like ours, channels last, or `first`, channels before everything else. */
export type Order = 'last' | 'first';

/** Values of a parameter by its name. */
export type ParameterValues = (name: string) => Float32Array;

type Tensors = { readonly [order in Order]?: string };

/** Collects the ONNX nodes of an encoder graph. Every tensor of ours is held in one order or both, batch in front. */
export class Writer {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers: OnnxTensor[] = [];
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #held = new Map<string, Tensors>();

  /**
   * @param opset the operator set that the nodes are written for, 9 or newer.
   * @param taken names that stand for something else already.
   * @param input the ONNX tensor that the encoder reads.
   */
  constructor(
    { graph, nodes }: ResolvedGraph,
    readonly values: ParameterValues,
    readonly opset: number,
    readonly taken: Set<string>,
    readonly input: string,
  ) {
    this.#shapes = new Map([
      [graph.input.name, graph.input.shape],
      ...nodes.map((each) => [each.name, each.shape] as const),
    ]);
    this.hold(graph.input.name, 'last', input);
  }

  hold(name: string, order: Order, tensor: string): void {
    this.#held.set(name, { ...this.#held.get(name), [order]: tensor });
  }

  /** The order in which a tensor of ours is held already; `first` if it is held in that alone. */
  orderOf(name: string): Order {
    return this.#held.get(name)!.last === undefined ? 'first' : 'last';
  }

  shapeOf(name: string): Shape {
    return this.#shapes.get(name)!;
  }

  /** The ONNX tensor that holds ours in `order`; transposed if it is not there yet. */
  tensor(name: string, order: Order): string {
    const held = this.#held.get(name)!;
    const known = held[order];
    if (known !== undefined) return known;
    const rank = this.shapeOf(name).length;
    const other = (order === 'first' ? held.last : held.first)!;
    const spatial = Array.from({ length: rank - 1 }, (_, axis) => axis);
    const permutation =
      order === 'first' ? [0, rank, ...spatial.map((axis) => axis + 1)] : [0, ...spatial.map((axis) => axis + 2), 1];
    const made = rank > 1 ? this.emit(`${name}_${order}`, 'Transpose', [other], { perm: ints(...permutation) }) : other;
    this.hold(name, order, made);
    return made;
  }

  /** Adds a node and returns its output. */
  emit(
    wanted: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const output = this.free(wanted);
    this.nodes.push(node(op, inputs, [output], attributes));
    return output;
  }

  floats(wanted: string, dims: readonly number[], values: ArrayLike<number>): string {
    const name = this.free(wanted);
    this.initialisers.push(floatTensor(name, dims, values));
    return name;
  }

  integers(wanted: string, values: readonly number[]): string {
    const name = this.free(wanted);
    this.initialisers.push(int64Tensor(name, [values.length], values));
    return name;
  }

  /** A single number. */
  scalar(wanted: string, value: number): string {
    return this.floats(wanted, [], [value]);
  }

  /** The value of a node's parameter. */
  parameter(
    { name, parameters }: ResolvedNode,
    role: string,
  ): { readonly values: Float32Array; readonly shape: Shape } {
    const found = parameters.find((parameter) => parameter.role === role);
    if (!found) throw new RangeError(`${name} has no parameter ${role}`);
    return { values: this.values(found.name), shape: found.shape };
  }

  /** A row reshaped; the batch stays. */
  reshape(wanted: string, input: string, shape: Shape): string {
    return this.emit(wanted, 'Reshape', [input, this.integers(`${wanted}_shape`, [0, ...shape])]);
  }

  /** A row of numbers once for every row of the batch. */
  repeat(wanted: string, values: ArrayLike<number>, shape: Shape): string {
    const row = this.floats(`${wanted}_row`, [1, ...shape], values);
    const sides = this.emit(`${wanted}_sides`, 'Shape', [this.input]);
    const batch = this.emit(`${wanted}_batch`, 'Gather', [sides, this.integers(`${wanted}_first`, [0])], {
      axis: int(0),
    });
    const to = this.emit(`${wanted}_shape`, 'Concat', [batch, this.integers(`${wanted}_rest`, shape)], {
      axis: int(0),
    });
    return this.emit(wanted, 'Expand', [row, to]);
  }

  /** Clip, whose bounds were attributes once. A bound that is not finite is left out. */
  clip(wanted: string, input: string, low: number, high: number): string {
    const bounds = [low, high] as const;
    if (this.opset < 11) {
      const [min, max] = bounds.map((bound) => (Number.isFinite(bound) ? float(bound) : undefined));
      return this.emit(wanted, 'Clip', [input], { ...(min && { min }), ...(max && { max }) });
    }
    const names = bounds.map((bound, i) =>
      Number.isFinite(bound) ? this.scalar(`${wanted}_${['low', 'high'][i]}`, bound) : '',
    );
    // An input that is left out has an empty name, but not at the end.
    while (names.at(-1) === '') names.pop();
    return this.emit(wanted, 'Clip', [input, ...names]);
  }

  /** A reduction over ONNX axes, which were an attribute once. */
  reduce(wanted: string, op: string, input: string, axes: readonly number[], keepDims: boolean): string {
    const since = op === 'ReduceSum' ? 13 : 18;
    const keepdims = int(keepDims ? 1 : 0);
    if (this.opset < since) return this.emit(wanted, op, [input], { axes: ints(...axes), keepdims });
    return this.emit(wanted, op, [input, this.integers(`${wanted}_axes`, axes)], { keepdims });
  }

  free(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.taken.has(name); number++) name = `${wanted}_${number}`;
    this.taken.add(name);
    return name;
  }
}

/** The refusal of what ONNX, or this writer, has no form for. */
export function unsupported({ op, name }: ResolvedNode, what: string): KinfoldError {
  return new KinfoldError('onnx-unsupported', `exportOnnx: ${op} "${name}" ${what}, which is not written as ONNX`);
}
