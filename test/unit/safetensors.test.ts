import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, type SafeTensor, writeSafetensors } from '../../src/encoder/safetensors.js';
import { file, metadata, sample } from '../support/safetensors.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

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
