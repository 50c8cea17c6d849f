import { shapeMismatch } from '../errors.js';
import type { OnnxAttribute } from './attribute.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import type { OnnxModel } from './read.js';
import type { OnnxTensor, OnnxType } from './tensor.js';
import type { OnnxValue } from './value.js';

/** IR version and operator set that {@link model} states by default: old enough for every runtime in use. */
const IR_VERSION = 8;
const OPSET = 17;

/** A float32 tensor, row-major. @throws `shape-mismatch` if `values` do not fill `dims`. */
export function floatTensor(name: string, dims: readonly number[], values: ArrayLike<number>): OnnxTensor {
  const data = new Uint8Array(4 * checkCount(name, dims, values));
  const view = new DataView(data.buffer);
  for (let at = 0; at < values.length; at++) view.setFloat32(4 * at, values[at]!, true);
  return { name, dims, type: 'float32', data };
}

/** An int64 tensor, row-major; shapes and indices are of this type. @throws `shape-mismatch` if `values` do not fill `dims`. */
export function int64Tensor(name: string, dims: readonly number[], values: readonly number[]): OnnxTensor {
  const data = new Uint8Array(8 * checkCount(name, dims, values));
  const view = new DataView(data.buffer);
  for (const [at, value] of values.entries()) view.setBigInt64(8 * at, BigInt(value), true);
  return { name, dims, type: 'int64', data };
}

/** A node. It is named after its first output, as nodes of one graph need different names. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
  domain = '',
): OnnxNode {
  const entries = new Map(Object.entries(attributes));
  return { name: outputs[0] ?? '', op, domain, overload: '', inputs, outputs, attributes: entries };
}

export const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
export const ints = (...value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const floats = (...value: readonly number[]): OnnxAttribute => ({ kind: 'floats', value });
export const text = (value: string): OnnxAttribute => ({ kind: 'string', value });
export const tensorAttribute = (value: OnnxTensor): OnnxAttribute => ({ kind: 'tensor', value });

/** An input or output; a side that is text is free. */
export const value = (name: string, shape: readonly (number | string)[], type: OnnxType = 'float32'): OnnxValue => ({
  name,
  type,
  shape,
});

/** A model of one graph; what is not given is empty. Default: IR version 8, operator set 17. */
export function model(
  graph: Pick<OnnxGraph, 'nodes' | 'inputs' | 'outputs'> & Partial<OnnxGraph>,
  rest: Partial<Omit<OnnxModel, 'graph'>> = {},
): OnnxModel {
  return {
    irVersion: IR_VERSION,
    producer: 'kinfold',
    producerVersion: '',
    domain: '',
    version: 0,
    doc: '',
    metadata: new Map(),
    opsets: new Map([['', OPSET]]),
    functions: [],
    ...rest,
    // The format wants graphs to have a name.
    graph: { name: 'graph', doc: '', initialisers: [], values: [], ...graph },
  };
}

function checkCount(name: string, dims: readonly number[], values: ArrayLike<number>): number {
  const count = dims.reduce((product, side) => product * side, 1);
  if (count !== values.length) {
    throw shapeMismatch(`tensor "${name}"`, [values.length], dims, 'pass as many numbers as the shape holds');
  }
  return count;
}
