import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { readSafetensors, type SafeTensor, writeSafetensors } from '../../src/encoder/safetensors.js';
import { KinfoldError } from '../../src/errors.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

/** A file from its parts, so that a test can say anything. */
function file(
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

const sample: Record<string, SafeTensor> = {
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
const metadata = {
  kind: 'test',
  names: JSON.stringify(['Zoë', '李', '"quoted" \\ \n', '\u2028', '😀']),
  __proto__x: '',
};

describe('the format', () => {
  it('is read as the specification gives it', () => {
    const header = '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   ';
    const { tensors, metadata } = readSafetensors(file(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
    expect([...metadata]).toEqual([['format', 'pt']]);
    expect([...tensors]).toEqual([['w', { dtype: 'F32', shape: [1, 2], data: Float32Array.of(1, -2) }]]);
  });

  it('is written as the specification gives it', () => {
    const bytes = writeSafetensors({ w: { dtype: 'F32', shape: [1], data: Float32Array.of(1) } }, { format: 'pt' });
    const header = '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
    expect(bytes).toEqual(file(padded, [0, 0, 0x80, 0x3f]));
  });

  it('may be empty', () => {
    expect(readSafetensors(file('{}'))).toEqual({ tensors: new Map(), metadata: new Map() });
    expect(readSafetensors(writeSafetensors({}))).toEqual({ tensors: new Map(), metadata: new Map() });
  });
});

describe('a round trip', () => {
  it('keeps every type, shape, name and text', () => {
    const read = readSafetensors(writeSafetensors(sample, metadata));
    expect(Object.fromEntries(read.tensors)).toEqual(sample);
    expect(Object.fromEntries(read.metadata)).toEqual(metadata);
  });

  it('keeps names and texts that trip up objects and JSON', () => {
    const names = ['__proto__', 'constructor', '', ' ', '\u0000', '\ud800', '"', '\\', '\\"', '1e3'];
    const tensors = new Map<string, SafeTensor>(
      names.map((name, i) => [name, { dtype: 'U8', shape: [1], data: Uint8Array.of(i) }]),
    );
    const texts = new Map(names.map((name) => [name, name]));
    const read = readSafetensors(writeSafetensors(tensors, texts));
    expect(new Map([...read.tensors].sort(([, x], [, y]) => x.data[0]! - y.data[0]!))).toEqual(tensors);
    expect(read.metadata.size).toBe(names.length);
    for (const name of names) expect(read.metadata.get(name)).toBe(name);
  });

  it('gives equal bytes for equal contents in any order', () => {
    const reversed = Object.fromEntries(Object.entries(sample).reverse());
    const reversedMetadata = new Map(Object.entries(metadata).reverse());
    expect(writeSafetensors(reversed, reversedMetadata)).toEqual(writeSafetensors(sample, metadata));
    expect(writeSafetensors(new Map(Object.entries(sample)), metadata)).toEqual(writeSafetensors(sample, metadata));
  });

  it('reads views of the file where it can and copies where it must', () => {
    const bytes = writeSafetensors(sample, metadata);
    for (const { data } of readSafetensors(bytes).tensors.values()) expect(data.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const read = readSafetensors(shifted.subarray(1));
    expect(Object.fromEntries(read.tensors)).toEqual(sample);
    expect(read.tensors.get('hash')?.data.buffer).toBe(shifted.buffer);
    expect(read.tensors.get('fc.weight')?.data.buffer).not.toBe(shifted.buffer);
  });

  it('writes the part of a buffer that a view shows', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const read = readSafetensors(writeSafetensors({ v: { dtype: 'F32', shape: [2], data } }));
    expect(read.tensors.get('v')?.data).toEqual(Float32Array.of(1, 2));
  });

  it('holds for random tensors', () => {
    const tensor = fc
      .tuple(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.constantFrom('F32', 'F64', 'U8', 'F16'))
      .map(([shape, dtype]): SafeTensor => {
        const count = shape.reduce((a, b) => a * b, 1);
        const numbers = Array.from({ length: count }, (_, i) => i * 3 + 1);
        if (dtype === 'F32') return { dtype, shape, data: Float32Array.from(numbers) };
        if (dtype === 'F64') return { dtype, shape, data: Float64Array.from(numbers) };
        if (dtype === 'U8') return { dtype, shape, data: Uint8Array.from(numbers) };
        return { dtype: 'F16', shape, data: Uint16Array.from(numbers) };
      });
    const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, tensor)), fc.array(fc.tuple(name, name)), (tensors, texts) => {
        const contents = { tensors: new Map(tensors), metadata: new Map(texts) };
        expect(readSafetensors(writeSafetensors(contents.tensors, contents.metadata))).toEqual(contents);
      }),
    );
  });
});

describe('a damaged file', () => {
  const entry = (name: string, shape: string, begin: number, end: number, dtype = 'U8') =>
    `"${name}":{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`;

  it.each([
    ['header length over 100 MB', file('{}', [], 100_000_001), 'save-invalid'],
    ['header length of 2^63', file('{}', [], 2 ** 63), 'save-invalid'],
    ['header length beyond the file', file('{}', [], 3), 'save-truncated'],
    ['header length zero', file('', []), 'save-invalid'],
    ['only padding', file('    '), 'save-invalid'],
    ['text after the header', file('{}{}'), 'save-invalid'],
    ['padding before the header', file(' {}'), 'save-invalid'],
    ['not an object', file('[]'), 'save-invalid'],
    ['not UTF-8', file('{}', [0xff], 3), 'save-invalid'],
    ['a byte order mark', file('\ufeff{}'), 'save-invalid'],
    ['overlapping tensors', file(`{${entry('a', '2', 0, 2)},${entry('b', '2', 1, 3)}}`, [1, 2, 3]), 'save-invalid'],
    [
      'two names for the same bytes',
      file(`{${entry('a', '2', 0, 2)},${entry('b', '2', 0, 2)}}`, [1, 2]),
      'save-invalid',
    ],
    ['a gap', file(`{${entry('a', '1', 0, 1)},${entry('b', '1', 2, 3)}}`, [1, 2, 3]), 'save-invalid'],
    ['a gap at the start', file(`{${entry('a', '1', 1, 2)}}`, [1, 2]), 'save-invalid'],
    ['bytes after the last tensor', file(`{${entry('a', '1', 0, 1)}}`, [1, 2]), 'save-invalid'],
    ['bytes after no tensor', file('{}', [1]), 'save-invalid'],
    ['too few bytes for the shape', file(`{${entry('a', '3', 0, 2)}}`, [1, 2]), 'save-invalid'],
    ['too many bytes for the shape', file(`{${entry('a', '1', 0, 2)}}`, [1, 2]), 'save-invalid'],
    ['half an element', file(`{${entry('a', '1', 0, 2, 'F32')}}`, [1, 2]), 'save-invalid'],
    ['an end before its beginning', file(`{${entry('a', '0', 2, 1)}}`, [1, 2]), 'save-invalid'],
    ['a tensor beyond the file', file(`{${entry('a', '3', 0, 3)}}`, [1, 2]), 'save-truncated'],
    ['a tensor of 8 EB', file(`{${entry('a', '9007199254740991', 0, 9007199254740991)}}`), 'save-truncated'],
    ['dims that overflow', file(`{${entry('a', '4294967296,4294967296', 0, 0)}}`), 'save-invalid'],
    ['dims that overflow before a zero', file(`{${entry('a', '9007199254740991,2,0', 0, 0)}}`), 'save-invalid'],
    ['a dim over 2^53', file(`{${entry('a', '9007199254740992', 0, 0)}}`), 'save-invalid'],
    ['a negative dim', file(`{${entry('a', '-1', 0, 1)}}`, [1]), 'save-invalid'],
    ['a fraction', file(`{${entry('a', '1.0', 0, 1)}}`, [1]), 'save-invalid'],
    ['an exponent', file(`{${entry('a', '1e0', 0, 1)}}`, [1]), 'save-invalid'],
    ['a leading zero', file(`{${entry('a', '01', 0, 1)}}`, [1]), 'save-invalid'],
    ['a missing dim', file(`{${entry('a', '1,', 0, 1)}}`, [1]), 'save-invalid'],
    ['an unknown type', file(`{${entry('a', '1', 0, 1, 'Q4')}}`, [1]), 'save-invalid'],
    ['a type from the prototype', file(`{${entry('a', '1', 0, 1, 'toString')}}`, [1]), 'save-invalid'],
    ['a tensor twice', file(`{${entry('a', '1', 0, 1)},${entry('a', '1', 1, 2)}}`, [1, 2]), 'save-invalid'],
    [
      'a tensor twice, once escaped',
      file(`{${entry('a', '1', 0, 1)},${entry('\\u0061', '1', 1, 2)}}`, [1, 2]),
      'save-invalid',
    ],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), 'save-invalid'],
    ['a metadata key twice', file('{"__metadata__":{"a":"1","a":"2"}}'), 'save-invalid'],
    ['a metadata number', file('{"__metadata__":{"a":1}}'), 'save-invalid'],
    ['white space', file(`{ ${entry('a', '1', 0, 1)}}`, [1]), 'save-invalid'],
    ['an unknown field', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1}}'), 'save-invalid'],
    ['a missing field', file('{"a":{"dtype":"U8","shape":[0]}}'), 'save-invalid'],
    ['a trailing comma', file(`{${entry('a', '0', 0, 0)},}`), 'save-invalid'],
    ['an open string', file('{"a'), 'save-invalid'],
    ['an open escape', file('{"a\\'), 'save-invalid'],
    ['a control character', file('{"__metadata__":{"a":"\u0001"}}'), 'save-invalid'],
    ['a needless escape', file('{"__metadata__":{"a":"\\/"}}'), 'save-invalid'],
    ['deep nesting', file('['.repeat(100_000)), 'save-invalid'],
    ['a string of backslashes', file(`{"${'\\'.repeat(1_000_001)}`), 'save-invalid'],
  ])('with %s is refused', (_, bytes, expected) => {
    expect(() => readSafetensors(bytes)).toThrow(code(expected));
  });

  it('cut anywhere is save-truncated', () => {
    const bytes = writeSafetensors(sample, metadata);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length)), `cut at ${length}`).toThrow(code('save-truncated'));
    }
  });

  it('with one wrong byte gives a result or a KinfoldError', () => {
    const bytes = writeSafetensors(sample, metadata);
    const random = createRandom(1);
    const outcomes = { read: 0, refused: 0 };
    for (let i = 0; i < 5000; i++) {
      const mutated = bytes.slice();
      // Half of the mutations go into the length and the header's beginning, which a uniform choice would seldom meet.
      mutated[random.integer(i % 2 ? bytes.length : 64)]! ^= 1 + random.integer(255);
      try {
        const { tensors } = readSafetensors(mutated);
        let total = 0;
        for (const { data } of tensors.values()) total += data.byteLength;
        expect(total).toBeLessThanOrEqual(mutated.length);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof KinfoldError)) throw error;
        expect(['save-invalid', 'save-truncated']).toContain(error.code);
        outcomes.refused++;
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(1000);
  });

  it('allocates no more than it holds', () => {
    const huge = file(`{${entry('a', '9007199254740', 0, 9007199254740)}}`, [1, 2]);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readSafetensors(huge)).toThrow(code('save-truncated'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

describe('writing', () => {
  it.each<[string, Record<string, SafeTensor>, string]>([
    ['too few numbers', { w: { dtype: 'F32', shape: [2], data: new Float32Array(1) } }, 'shape-mismatch'],
    ['a fractional shape', { w: { dtype: 'F32', shape: [0.5, 2], data: new Float32Array(1) } }, 'shape-mismatch'],
    ['a negative shape', { w: { dtype: 'F32', shape: [-1, -1], data: new Float32Array(1) } }, 'shape-mismatch'],
    ['the reserved name', { __metadata__: { dtype: 'U8', shape: [0], data: new Uint8Array(0) } }, 'argument-invalid'],
    [
      'an array of another type',
      { w: { dtype: 'F32', shape: [1], data: new Float64Array(1) } as unknown as SafeTensor },
      'argument-invalid',
    ],
  ])('refuses %s', (_, tensors, expected) => {
    expect(() => writeSafetensors(tensors)).toThrow(code(expected));
  });

  it('refuses metadata that would make the file unreadable', () => {
    expect(() => writeSafetensors({}, { a: 'x'.repeat(100_000_000) })).toThrow(code('argument-invalid'));
  });
});
