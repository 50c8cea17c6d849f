import type { SafeTensor } from '../../src/encoder/safetensors.js';

/** A file from its parts, so that a test can say anything. */
export function file(
  header: string,
  data: number[] | Uint8Array = [],
  length = new TextEncoder().encode(header).length,
): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** One tensor of every type, shape and awkward name. */
export const sample: Record<string, SafeTensor> = {
  'fc.weight': { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, -1e30) },
  'fc.bias': { dtype: 'F32', shape: [3], data: Float32Array.of(0.25, 0.5, -0) },
  'adam.step': { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) },
  half: { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0x0001, 0xffff) },
  labels: { dtype: 'U32', shape: [2], data: Uint32Array.of(7, 2 ** 32 - 1) },
  offsets: { dtype: 'I32', shape: [1, 2], data: Int32Array.of(-1, 2 ** 31 - 1) },
  hash: { dtype: 'U8', shape: [5], data: Uint8Array.of(0, 1, 254, 255, 9) },
  none: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
  '10': { dtype: 'U8', shape: [1], data: Uint8Array.of(1) },
  '9': { dtype: 'U8', shape: [1], data: Uint8Array.of(2) },
};
export const metadata = {
  kind: 'test',
  names: JSON.stringify(['Zoë', '李', '"quoted" \\ \n', '\u2028', '😀']),
  __proto__x: '',
};
