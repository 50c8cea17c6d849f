import { floatTensor, int64Tensor } from '../../onnx/build.js';
import type { OnnxNode } from '../../onnx/graph.js';
import type { OnnxTensor, OnnxType } from '../../onnx/tensor.js';
import { refuse } from './refusal.js';

/** A tensor whose numbers are known when the model is imported. */
export interface Constant {
  readonly kind: 'constant';
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: OnnxType;
  /** Row-major. */
  readonly numbers: ArrayLike<number>;
}

const READERS: Partial<Record<OnnxType, (view: DataView, index: number) => number>> = {
  float64: (view, i) => view.getFloat64(8 * i, true),
  int64: (view, i) => Number(view.getBigInt64(8 * i, true)),
  uint64: (view, i) => Number(view.getBigUint64(8 * i, true)),
  int32: (view, i) => view.getInt32(4 * i, true),
  uint32: (view, i) => view.getUint32(4 * i, true),
  int16: (view, i) => view.getInt16(2 * i, true),
  uint16: (view, i) => view.getUint16(2 * i, true),
  int8: (view, i) => view.getInt8(i),
  uint8: (view, i) => view.getUint8(i),
  bool: (view, i) => view.getUint8(i),
};

/** The numbers of an initialiser. Half precision, complex numbers and the like are refused. */
export function toConstant(name: string, { dims, type, data }: OnnxTensor): Constant {
  // Weights are the bulk of a model. Typed arrays are little-endian wherever WebGPU is, as ONNX's raw data.
  if (type === 'float32')
    return { kind: 'constant', name, dims, type, numbers: new Float32Array(new Uint8Array(data).buffer) };
  const read = READERS[type];
  if (!read) refuse(`reads "${name}" of the type ${type}, expected float32 or integers`);
  const count = dims.reduce((product, side) => product * side, 1);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const numbers = Float64Array.from({ length: count }, (_, i) => read(view, i));
  return { kind: 'constant', name, dims, type, numbers };
}

/** What a Constant node holds, in whichever attribute; undefined for other nodes and for what is no tensor of numbers. */
export function constantTensor({ op, domain, outputs, attributes }: OnnxNode): OnnxTensor | undefined {
  const [first] = attributes;
  if (op !== 'Constant' || domain !== '' || !first) return undefined;
  const name = outputs[0] ?? '';
  const { kind, value } = first[1];
  if (kind === 'tensor') return value;
  if (kind === 'float') return floatTensor(name, [], [value]);
  if (kind === 'floats') return floatTensor(name, [value.length], value);
  if (kind === 'int') return int64Tensor(name, [], [value]);
  return kind === 'ints' ? int64Tensor(name, [value.length], value) : undefined;
}
