import { KinfoldError, shapeMismatch } from '../errors.js';
import { type Dtype, ELEMENT_BYTES, formatHeader, type HeaderEntry, parseHeader } from './safetensors-header.js';

/** A tensor in row-major order. `F16` stays as raw bits in a `Uint16Array`. Shape `[]` is a scalar. */
export type SafeTensor =
  | { readonly dtype: 'F64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'U32'; readonly shape: readonly number[]; readonly data: Uint32Array }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'F16'; readonly shape: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: 'U8'; readonly shape: readonly number[]; readonly data: Uint8Array };

/** The contents of a safetensors file. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

const LENGTH_BYTES = 8;
const LARGEST_HEADER = 100_000_000;
const ARRAY_OF = {
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  I32: Int32Array,
  F16: Uint16Array,
  U8: Uint8Array,
} as const;

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors): the length of the header as a little-endian
 * 64-bit integer, the header as JSON, the data. Equal contents give equal bytes, whatever the order of the arguments: wide
 * elements come first, then names and metadata keys in order of their UTF-16 units. Data begin at a multiple of 8 bytes, so
 * every tensor is aligned to its element.
 *
 * @throws `shape-mismatch` when a tensor's data do not fill its shape, `argument-invalid` when its array is not of its
 *   element type, a tensor is named `__metadata__`, or the header would exceed 100 MB.
 */
export function writeSafetensors(tensors: Named<SafeTensor>, metadata: Named<string> = {}): Uint8Array<ArrayBuffer> {
  const sorted = entriesOf(tensors).sort(
    ([a, x], [b, y]) => ELEMENT_BYTES[y.dtype] - ELEMENT_BYTES[x.dtype] || (a < b ? -1 : 1),
  );
  let end = 0;
  const entries = sorted.map(([name, tensor]): HeaderEntry => {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    return { name, dtype: tensor.dtype, shape: tensor.shape, begin, end };
  });
  const sortedMetadata = new Map(entriesOf(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
  const json = new TextEncoder().encode(formatHeader({ entries, metadata: sortedMetadata }));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  if (headerBytes > LARGEST_HEADER) {
    throw new KinfoldError(
      'argument-invalid',
      `safetensors: the header takes ${headerBytes} bytes but the format allows ${LARGEST_HEADER}; keep large texts out of the metadata`,
    );
  }
  const dataStart = LENGTH_BYTES + headerBytes;
  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setUint32(0, headerBytes, true);
  bytes.fill(0x20, LENGTH_BYTES, dataStart).set(json, LENGTH_BYTES);
  sorted.forEach(([, { data }], i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), dataStart + entries[i]!.begin);
  });
  return bytes;
}

/**
 * Reads a safetensors file. The tensors are views of `bytes` where their place in memory is aligned to the element, and copies
 * elsewhere, so nothing larger than the file is allocated whatever its header claims.
 *
 * @throws `save-truncated` when the file ends before what it announces; `save-invalid` when the header is over 100 MB, is not
 *   compact JSON, repeats a key or names another element type, or when the tensors overlap, leave gaps, do not fill their shapes
 *   or are followed by more bytes.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { json, data } = divide(bytes);
  const { entries, metadata } = parseHeader(json);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of inOrder) {
    const size = byteLength(entry);
    if (entry.end - entry.begin !== size) {
      throw invalid(`${entry.name} stands at [${entry.begin}, ${entry.end}] but its shape takes ${size} bytes`);
    }
    if (entry.begin !== end)
      throw invalid(`${entry.name} begins at ${entry.begin} but the tensor before it ends at ${end}`);
    end = entry.end;
  }
  if (end > data.length) throw truncated(`its tensors take ${end} bytes but ${data.length} are left`);
  if (end < data.length) throw invalid(`${data.length - end} bytes follow the last tensor`);
  return { tensors: new Map(entries.map((entry) => [entry.name, view(data, entry)])), metadata };
}

function divide(bytes: Uint8Array): { json: string; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) throw truncated(`it has ${bytes.length} bytes, less than the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const headerBytes = length.getUint32(0, true) + length.getUint32(4, true) * 2 ** 32;
  if (headerBytes > LARGEST_HEADER) throw invalid(`its header claims ${headerBytes} bytes, over ${LARGEST_HEADER}`);
  const dataStart = LENGTH_BYTES + headerBytes;
  if (dataStart > bytes.length) throw truncated(`its header ends at byte ${dataStart} but the file at ${bytes.length}`);
  let textEnd = dataStart;
  while (textEnd > LENGTH_BYTES && bytes[textEnd - 1] === 0x20) textEnd--;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { json: decoder.decode(bytes.subarray(LENGTH_BYTES, textEnd)), data: bytes.subarray(dataStart) };
  } catch (cause) {
    throw invalid('its header is not UTF-8', cause);
  }
}

function view(data: Uint8Array, { dtype, shape, begin, end }: HeaderEntry): SafeTensor {
  const width = ELEMENT_BYTES[dtype];
  const aligned = (data.byteOffset + begin) % width === 0;
  const { buffer, byteOffset } = aligned ? data.subarray(begin, end) : data.slice(begin, end);
  return {
    dtype,
    shape,
    data: new ARRAY_OF[dtype](buffer as ArrayBuffer, byteOffset, (end - begin) / width),
  } as SafeTensor;
}

function byteLength({ name, dtype, shape }: { name: string; dtype: Dtype; shape: readonly number[] }): number {
  let size: number = ELEMENT_BYTES[dtype];
  for (const extent of shape) {
    size *= extent;
    if (!Number.isSafeInteger(size)) throw invalid(`${name} claims the shape [${shape.join(', ')}], beyond any memory`);
  }
  return size;
}

function checkTensor(name: string, { dtype, shape, data }: SafeTensor): void {
  if (!(data instanceof ARRAY_OF[dtype])) {
    const expected = ARRAY_OF[dtype].name;
    throw new KinfoldError('argument-invalid', `safetensors: ${name} is ${dtype} but its data are not a ${expected}`);
  }
  const whole = shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
  if (!whole || shape.reduce((count, extent) => count * extent, 1) !== data.length) {
    throw shapeMismatch(`safetensors: ${name}`, [data.length], [...shape], 'pass as many numbers as the shape holds');
  }
}

function entriesOf<T>(named: Named<T>): [string, T][] {
  return named instanceof Map ? [...named] : Object.entries(named as Readonly<Record<string, T>>);
}

function invalid(problem: string, cause?: unknown): KinfoldError {
  const message = `safetensors: the file is damaged: ${problem}; load another copy`;
  return new KinfoldError('save-invalid', message, cause === undefined ? {} : { cause });
}

function truncated(problem: string): KinfoldError {
  return new KinfoldError('save-truncated', `safetensors: the file ends too early: ${problem}; load a complete copy`);
}
