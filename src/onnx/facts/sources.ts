import { type OnnxTensor, typeName } from '../tensor.js';
import { hold } from './elementwise.js';
import { arrange, countOf, type Fact, isFollowed, isInteger, type Side, UNKNOWN } from './fact.js';
import type { Rule } from './rule.js';

/** What a constant tensor says. Integers beyond ±2⁵³ are rounded, which only ends of slices may be. */
export function tensorFact({ type, dims, data }: OnnxTensor): Fact {
  const count = countOf(dims);
  if (count === undefined || !isFollowed(type, count)) return { type, shape: dims };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return { type, shape: dims, values: Array.from({ length: count }, (_, at) => elementAt(view, type, at)) };
}

function elementAt(view: DataView, type: OnnxTensor['type'], at: number): number {
  if (type === 'float32') return view.getFloat32(4 * at, true);
  if (type === 'int32') return view.getInt32(4 * at, true);
  return type === 'bool' ? Number(view.getUint8(at) !== 0) : Number(view.getBigInt64(8 * at, true));
}

const constant: Rule = (call) => {
  const attribute = call.attribute('value');
  return attribute?.kind === 'tensor' ? tensorFact(attribute.value) : undefined;
};

/** The sides from `start` to `end` (operator set 15), all of them by default. */
const shapeOf: Rule = (call) => {
  const { shape } = call.input(0);
  const values = shape?.slice(call.int('start', 0), call.attribute('end') ? call.int('end', 0) : undefined);
  return { type: 'int64', shape: values ? [values.length] : [UNKNOWN], values };
};

const size: Rule = (call) => {
  const count = countOf(call.input(0).shape);
  return { type: 'int64', shape: [], values: count === undefined ? undefined : [count] };
};

const constantOfShape: Rule = (call) => {
  const attribute = call.attribute('value');
  const given: Fact = attribute?.kind === 'tensor' ? tensorFact(attribute.value) : { type: 'float32', values: [0] };
  const shape = call.input(0).values;
  const fill = given.values?.[0];
  return { type: given.type, shape, values: fill === undefined ? undefined : arrange(shape, () => fill) };
};

/** Rounds towards zero for integers. A name stays a name. */
const cast: Rule = (call) => {
  const { type, shape, values } = call.input(0);
  const code = call.int('to', 0);
  const to = CAST_TYPES.has(code) ? typeName(code) : undefined;
  if (!isFollowed(to) || !isFollowed(type)) return { type: to, shape };
  const convert = (value: Side) => {
    if (typeof value === 'string') return to === 'bool' ? UNKNOWN : value;
    if (isInteger(type) && !Number.isSafeInteger(value)) return UNKNOWN;
    return hold(to, isInteger(to) ? Math.trunc(value) : value);
  };
  return { type: to, shape, values: values?.map(convert) };
};

/** float32 to bfloat16 without strings: see `TensorProto.DataType`. */
const CAST_TYPES = new Set([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16]);

export const SOURCES: Readonly<Record<string, Rule>> = {
  Constant: constant,
  Shape: shapeOf,
  Size: size,
  ConstantOfShape: constantOfShape,
  Cast: cast,
};
