import type { Graph } from '../encoder/graph.js';

/** What becomes of an ONNX model: an encoder graph, the values of its parameters, and where each of them came from. */
export interface ImportedEncoder {
  readonly graph: Graph;
  /** Values by the parameter's name, `<node>.<role>`, in our layout. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** By the same names. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** An input of an ONNX node: the node's first output, and which input. */
export interface Reader {
  readonly node: string;
  readonly input: number;
}

/**
 * Where a parameter stood in the ONNX model. Several parameters can have one initialiser: each of its readers got a copy.
 *
 *     parameter = scale · transpose(reshape(initialiser, view), order)
 *
 * Without a view the parameter stands for an input that the node leaves out, and is in ONNX's layout.
 */
export type Origin =
  | {
      readonly reader: Reader;
      /** Name of the initialiser, or of a Constant node's output. */
      readonly initialiser: string;
      /** The initialiser's shape, less or more some axes of one element. */
      readonly view: readonly number[];
      /** Axis i of the parameter is axis order[i] of the view. */
      readonly order: readonly number[];
      /** 1, or what a Gemm multiplies it with (alpha, beta). */
      readonly scale: number;
    }
  | { readonly reader: Reader };
