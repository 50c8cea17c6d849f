import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { readOnnx } from '../../src/onnx/read.js';
import { countSubnormals, flushSubnormals } from '../../src/onnx/subnormals.js';
import { readTensor } from '../../src/onnx/tensor.js';
import * as tiny from '../support/tiny-onnx.js';

const refusal = (code: string) => expect.objectContaining({ name: 'KinfoldError', code });
const floatsOf = (data: Uint8Array) => [...new Float32Array(Uint8Array.from(data).buffer)];

describe('readOnnx', () => {
  const bytes = tiny.tinyBackbone();

  test('reads what was written', () => {
    const { irVersion, producer, opsets, graph } = readOnnx(bytes);
    expect([irVersion, producer, opsets.get('')]).toEqual([8, 'tiny-onnx', 13]);
    expect(graph.inputs).toEqual([{ name: 'picture', type: 'float32', shape: [1, 3, 8, 8] }]);
    expect(graph.outputs).toEqual([{ name: 'features', type: 'float32', shape: [1, 4] }]);
    expect(graph.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual([
      ['GlobalAveragePool', ['picture'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Gemm', ['flat', 'weight', 'bias'], ['features']],
    ]);
    expect(graph.nodes[2]!.attributes.get('transB')).toEqual({ kind: 'int', value: 1 });
    expect(floatsOf(graph.initialisers[0]!.data)).toEqual([1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6]);
  });

  test('initialisers are views of the file, not copies', () => {
    const { data } = readOnnx(bytes).graph.initialisers[0]!;
    expect(data.buffer).toBe(bytes.buffer);
  });

  test('initialisers that are listed as inputs are no inputs; a free side keeps its name', () => {
    const file = tiny.model({
      nodes: [tiny.node('Add', ['x', 'w'], 'y')],
      initialisers: [tiny.tensor({ name: 'w', dims: [2], values: [1, 2] })],
      inputs: [tiny.value('x', ['N', 2]), tiny.value('w', [2])],
      outputs: [tiny.value('y', ['N', 2])],
    });
    expect(readOnnx(file).graph.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['N', 2] }]);
  });

  test('cut at any byte it is refused as truncated', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readOnnx(bytes.subarray(0, length)), `${length} bytes`).toThrow(refusal('onnx-truncated'));
    }
  });

  test('any single byte changed gives a model or a KinfoldError, nothing else', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= change;
        try {
          readOnnx(changed);
        } catch (error) {
          expect(error, `byte ${at} ^ ${change}`).toBeInstanceOf(KinfoldError);
        }
      }
    }
  });

  test('random bytes are never read as a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (random) => {
        expect(() => readOnnx(random)).toThrow(KinfoldError);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['a JPEG', [0xff, 0xd8, 0xff, 0xe0, 0, 16]],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47]],
    ['a zip archive', [0x50, 0x4b, 3, 4]],
    ['a web page', [...new TextEncoder().encode('<!DOCTYPE html><html></html>')]],
    ['a Git LFS pointer', [...new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')]],
    ['JSON', [...new TextEncoder().encode('{"modelTopology":{}}')]],
  ])('%s is no ONNX model', (_, content) => {
    expect(() => readOnnx(Uint8Array.from(content))).toThrow(refusal('onnx-invalid'));
  });

  test('a length of 2⁶³ inside a message is refused, not allocated', () => {
    const graph = [...tiny.varint((5 << 3) | 2), ...tiny.varint(2n ** 63n)];
    const file = Uint8Array.from([
      ...tiny.integer(1, 8),
      ...tiny.bytes(7, graph),
      ...tiny.bytes(8, tiny.integer(2, 13)),
    ]);
    expect(() => readOnnx(file)).toThrow(refusal('onnx-invalid'));
  });

  test('graphs nested without end are refused', () => {
    let graph: number[] = [];
    for (let depth = 0; depth < 40; depth++) {
      const attribute = [...tiny.text(1, 'body'), ...tiny.bytes(6, graph), ...tiny.integer(20, 5)];
      graph = tiny.bytes(1, tiny.node('Loop', [], 'y', [attribute]));
    }
    const file = Uint8Array.from([
      ...tiny.integer(1, 8),
      ...tiny.bytes(7, graph),
      ...tiny.bytes(8, tiny.integer(2, 13)),
    ]);
    expect(() => readOnnx(file)).toThrow(refusal('onnx-unsupported'));
  });
});

describe('readTensor', () => {
  const header = (type: number, ...dims: number[]) => [
    ...tiny.bytes(1, dims.flatMap(tiny.varint)),
    ...tiny.integer(2, type),
    ...tiny.text(8, 't'),
  ];
  const read = (...parts: number[][]) => readTensor(Uint8Array.from(parts.flat()));

  test('float_data, packed and one by one', () => {
    const packed = tiny.bytes(4, new Uint8Array(Float32Array.of(1.5, -2).buffer));
    expect(floatsOf(read(header(1, 2), packed).data)).toEqual([1.5, -2]);
    expect(floatsOf(read(header(1, 2), tiny.float(4, 1.5), tiny.float(4, -2)).data)).toEqual([1.5, -2]);
  });
  test('int64_data with a negative number, and int32_data that holds float16', () => {
    const { data } = read(header(7, 2), tiny.bytes(7, [...tiny.varint(-1), ...tiny.varint(5)]));
    expect([...new BigInt64Array(Uint8Array.from(data).buffer)]).toEqual([-1n, 5n]);
    expect([...read(header(10, 1), tiny.bytes(5, tiny.varint(0x3c00))).data]).toEqual([0x00, 0x3c]);
  });
  test('a scalar and an empty tensor', () => {
    expect(floatsOf(read(header(1), tiny.bytes(9, new Uint8Array(4))).data)).toEqual([0]);
    expect(read(header(1, 0, 3)).data.length).toBe(0);
  });
  test.each([
    ['too few bytes', [header(1, 3), tiny.bytes(9, new Uint8Array(8))], 'onnx-invalid'],
    ['a shape beyond all memory', [header(1, 2 ** 40, 2 ** 40), tiny.bytes(9, [0])], 'onnx-invalid'],
    ['a negative side', [header(1, -1), tiny.bytes(9, [])], 'onnx-invalid'],
    ['half a float', [header(1, 1), tiny.bytes(4, [0, 0])], 'onnx-invalid'],
    ['no element type', [header(0, 1), tiny.bytes(9, [0])], 'onnx-invalid'],
    ['an unknown element type', [header(99, 1), tiny.bytes(9, [0])], 'onnx-unsupported'],
    ['strings', [header(8, 1), tiny.text(6, 'a')], 'onnx-unsupported'],
    ['external data', [header(1, 1), tiny.integer(14, 1)], 'onnx-unsupported'],
    ['an external location', [header(1, 1), tiny.bytes(13, tiny.text(1, 'location'))], 'onnx-unsupported'],
  ])('refuses: %s', (_, parts, code) => {
    expect(() => read(...parts)).toThrow(refusal(code));
  });
});

describe('flushSubnormals', () => {
  const values = [0, 1, 1e-31, -1e-31, 1e-40, -1e-45, 1.1e-30, -1.1e-30];
  const constant = [...tiny.text(1, 'value'), ...tiny.bytes(5, tiny.tensor({ name: '', dims: [1], values: [1e-38] }))];
  const file = tiny.model({
    nodes: [tiny.node('Constant', [], 'c', [[...constant, ...tiny.integer(20, 4)]]), tiny.node('Add', ['x', 'w'], 'y')],
    initialisers: [tiny.tensor({ name: 'w', dims: [8], values })],
    inputs: [tiny.value('x', [8])],
    outputs: [tiny.value('y', [8])],
  });

  test('zeroes what is below 1e-30 and nothing else, in a copy of the same length', () => {
    const before = Uint8Array.from(file);
    const flushed = flushSubnormals(file);
    expect(file).toEqual(before);
    expect(flushed.length).toBe(file.length);
    const { graph } = readOnnx(flushed);
    expect(floatsOf(graph.initialisers[0]!.data)).toEqual([0, 1, 0, 0, 0, 0, ...[1.1e-30, -1.1e-30].map(Math.fround)]);
    expect([file, flushed].map((bytes) => countSubnormals(readOnnx(bytes)))).toEqual([5, 0]);
  });
});

test('inspectModel counts operators and parameters', () => {
  const file = tiny.tinyBackbone({ width: 5 });
  expect(inspectModel(file)).toEqual({
    bytes: file.length,
    producer: 'tiny-onnx',
    opset: 13,
    inputs: [{ name: 'picture', type: 'float32', shape: [1, 3, 8, 8] }],
    outputs: [{ name: 'features', type: 'float32', shape: [1, 5] }],
    nodes: 3,
    operators: { Flatten: 1, Gemm: 1, GlobalAveragePool: 1 },
    parameters: 20,
    splits: [
      {
        tensor: 'pooled',
        type: 'float32',
        shape: [3, 1, 1],
        op: 'GlobalAveragePool',
        parameters: 20,
        multiplications: 15,
      },
      { tensor: 'flat', type: 'float32', shape: [3], op: 'Flatten', parameters: 20, multiplications: 15 },
    ],
    subnormals: 0,
  });
});
