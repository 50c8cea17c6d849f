import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

/**
 * Shape of one row (one picture): a node's tensors are [rows, ...shape], row-major. Pictures are channels last,
 * [height, width, channels]; axes in front of those that an op works on count as further rows.
 */
export type Shape = readonly number[];

/** Plain data: a graph is saved as JSON. Read them through attributes.ts, which refuses what makes no sense. */
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

export interface NodeTensor {
  readonly slice: Slice;
  readonly shape: Shape;
}

/**
 * Why a forward runs. `inference`: nothing is kept. `training`: the first time in a step; running averages move here.
 * `recomputation`: once more in the same step, because its tensors were given away; it gives the same bits and moves nothing.
 */
export type Mode = 'inference' | 'training' | 'recomputation';

export type Direction = 'forward' | 'backward';

export interface Keeps {
  readonly inputs: boolean;
  readonly output: boolean;
}

export interface ForwardCall {
  /** Name of the node, for labels and errors. */
  readonly name: string;
  readonly mode: Mode;
  /** Whether the node stays as it is: then training moves no running average either. */
  readonly frozen: boolean;
  readonly rows: number;
  readonly attributes: Attributes;
  readonly inputs: readonly NodeTensor[];
  readonly output: NodeTensor;
  readonly parameters: Readonly<Record<string, Slice>>;
  /** What `NodeOp.saved` asked for in this mode. */
  readonly saved: Readonly<Record<string, Slice>>;
  /** What `NodeOp.scratch` asked for this direction; its contents mean nothing before and after. */
  readonly scratch: Readonly<Record<string, Slice>>;
}

export interface BackwardCall extends ForwardCall {
  readonly dOutput: Slice;
  /** Where to write the gradient of each input (overwritten); null where nobody needs it. Never `dOutput`'s buffer. */
  readonly dInputs: readonly (Slice | null)[];
  /** Where to add the gradient of each parameter; null for frozen ones. */
  readonly dParameters: Readonly<Record<string, Slice | null>>;
}

/**
 * What the planner asks of an op that can be a node of an encoder: shapes as pure arithmetic, then dispatches. An op
 * records, it never submits.
 */
export interface NodeOp {
  /** Shape of a row of the output. Throws `shape-mismatch` or `argument-invalid` naming the node. */
  shape(name: string, inputs: readonly Shape[], attributes: Attributes): Shape;
  /** Shapes of the parameters by role (`weight`, `bias` …); empty for an op without any. */
  parameters(inputs: readonly Shape[], attributes: Attributes): Readonly<Record<string, Shape>>;
  /** Roles that no gradient moves: running averages. */
  readonly state?: readonly string[];
  /** Words per row that forward leaves for backward beside its inputs and output, by name. In inference what it writes all the same. */
  saved(inputs: readonly Shape[], attributes: Attributes, mode: Mode): Readonly<Record<string, number>>;
  /** Words of working memory by name, for all `rows` together, alive only while the direction's dispatches run. */
  scratch?(
    direction: Direction,
    rows: number,
    inputs: readonly Shape[],
    attributes: Attributes,
    mode: Mode,
  ): Readonly<Record<string, number>>;
  /** Which tensors of forward the backward reads; the planner keeps these alive and reuses the others. */
  readonly keeps: Keeps | ((name: string, attributes: Attributes) => Keeps);
  /** Activations, by their ops' names, that this op can apply to what it stores: its attribute `activation`. */
  readonly activations?: readonly string[];
  /** True for a node that only trains (noise, dropout): inference leaves it out and passes its input on. */
  readonly trainingOnly?: boolean;
  /**
   * True for a node whose output has the very words of its only input under another shape (reshape): the planner shares the
   * memory both ways and calls neither forward nor backward.
   */
  readonly alias?: boolean;
  /**
   * True if the output's gradient is, unchanged, that of every input with as many elements (add, noise): the planner shares it
   * with them and asks backward only for the others.
   */
  readonly passesGradient?: boolean;
  /** Whether what training makes of a row depends on the other rows of the batch: then no piece of it gives the same. */
  wholeBatch?(attributes: Attributes): boolean;
  forward(recorder: Recorder, call: ForwardCall): void;
  backward(recorder: Recorder, call: BackwardCall): void;
}

/** Elements of a row. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
