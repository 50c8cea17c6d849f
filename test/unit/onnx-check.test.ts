import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import * as build from '../../src/onnx/build.js';
import { checkOnnx, NEWEST_OPSET, OLDEST_OPSET } from '../../src/onnx/check.js';
import type { OnnxGraph } from '../../src/onnx/graph.js';
import { Limits } from '../../src/onnx/limits.js';
import { readOnnx } from '../../src/onnx/read.js';
import { readTensor } from '../../src/onnx/tensor.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { refusal } from '../support/refusal.js';
import * as tiny from '../support/tiny-onnx.js';

const relu = (from: string, to: string) => build.node('Relu', [from], [to]);
const graph = (parts: Partial<OnnxGraph>) =>
  build.model({ nodes: [], inputs: [build.value('x', [2])], outputs: [build.value('y', [2])], ...parts });

describe('checkOnnx', () => {
  test.each<[string, Partial<OnnxGraph>, RegExp]>([
    ['a tensor from nowhere', { nodes: [relu('lost', 'y')] }, /node "y" \(Relu\) reads "lost".*no node makes it/],
    ['nodes out of order', { nodes: [relu('z', 'y'), relu('x', 'z')] }, /reads "z".*out of order or form a cycle/],
    ['a cycle', { nodes: [relu('z', 'y'), relu('y', 'z')] }, /out of order or form a cycle/],
    ['a node that reads itself', { nodes: [relu('y', 'y')] }, /reads "y"/],
    ['two makers', { nodes: [relu('x', 'y'), relu('x', 'y')] }, /"y" is made twice/],
    ['a node that makes an input', { nodes: [relu('x', 'x')] }, /"x" is made twice/],
    [
      'an initialiser twice',
      { initialisers: [0, 1].map((value) => build.floatTensor('w', [1], [value])) },
      /"w" is made twice/,
    ],
    ['an initialiser without a name', { initialisers: [build.floatTensor('', [1], [0])] }, /has no name/],
    ['an output from nowhere', {}, /output "y" is made by no node/],
    [
      'an output twice',
      { nodes: [relu('x', 'y')], outputs: [build.value('y', [2]), build.value('y', [2])] },
      /output stands twice/,
    ],
    [
      'a foreign operator',
      { nodes: [build.node('Relu', ['x'], ['y'], {}, 'org.example')] },
      /"org.example", which is not imported/,
    ],
  ])('refuses %s', (_, parts, message) => {
    expect(() => checkOnnx(graph(parts), 'test')).toThrow(refusal('onnx-invalid', message));
    expect(() => writeOnnx(graph(parts))).toThrow(refusal('onnx-invalid', message));
  });

  test('a graph inside a node sees what is made around it, before it', () => {
    const inside = (reads: string) => {
      const body = build.model({ nodes: [relu(reads, 'out')], inputs: [], outputs: [build.value('out', [2])] }).graph;
      const attributes = {
        then_branch: { kind: 'graph', value: body },
        else_branch: { kind: 'graph', value: body },
      } as const;
      const nodes = [relu('x', 'a'), build.node('If', ['c'], ['y'], attributes), relu('a', 'later')];
      return graph({ nodes, inputs: [build.value('x', [2]), build.value('c', [], 'bool')] });
    };
    expect(() => checkOnnx(inside('a'), 'test')).not.toThrow();
    expect(() => checkOnnx(inside('later'), 'test')).toThrow(refusal('onnx-invalid', /"out" \(Relu\) reads "later"/));
  });

  test(`ONNX's operator sets ${OLDEST_OPSET} to ${NEWEST_OPSET} are taken, others are refused`, () => {
    const of = (opset: number) => ({ ...graph({ nodes: [relu('x', 'y')] }), opsets: new Map([['', opset]]) });
    for (const opset of [OLDEST_OPSET, NEWEST_OPSET]) expect(readOnnx(writeOnnx(of(opset))).opsets.get('')).toBe(opset);
    for (const opset of [OLDEST_OPSET - 1, NEWEST_OPSET + 1, -1]) {
      expect(() => checkOnnx(of(opset), 'test')).toThrow(refusal('onnx-unsupported', /expected 9 to 26/));
    }
  });
});

test('onnxruntime takes the newest operator set, and refuses the next', async () => {
  const bytes = writeOnnx({ ...graph({ nodes: [relu('x', 'y')] }), opsets: new Map([['', NEWEST_OPSET]]) });
  const session = await openSession(bytes, { provider: 'wasm' });
  await session.release();
  const next = bytes.with(bytes.lastIndexOf(NEWEST_OPSET), NEWEST_OPSET + 1);
  await expect(openSession(next, { provider: 'wasm' })).rejects.toThrow(/[Oo]pset/);
});

describe('what a file may unpack to', () => {
  const packed = (count: number) => tiny.bytes(7, new Uint8Array(count).fill(1));
  const tensor = (count: number) =>
    Uint8Array.from([...tiny.bytes(1, tiny.varint(count)), ...tiny.integer(2, 7), ...packed(count)]);

  test('integers of one byte that become eight: a few are read, a megabyte of them is refused', () => {
    expect(readTensor(tensor(8_000)).data.length).toBe(64_000);
    expect(() => readTensor(tensor(100_000))).toThrow(refusal('onnx-unsupported', /more than twice its size/));
  });

  test('a tensor of more axes than any has, in a file or stated', () => {
    const dims = Uint8Array.from([...tiny.bytes(1, new Uint8Array(33).fill(1)), ...tiny.integer(2, 1)]);
    expect(() => readTensor(dims)).toThrow(refusal('onnx-unsupported', /more than 32 axes/));
    const stated = tiny.model({ nodes: [], inputs: [tiny.value('x', new Array<number>(33).fill(1))], outputs: [] });
    expect(() => readOnnx(stated)).toThrow(refusal('onnx-unsupported', /more than 32 axes/));
  });

  test('more nodes than the largest networks have', () => {
    const node = tiny.bytes(1, tiny.node('A', [], 'output'));
    const nodes = new Uint8Array(node.length * 32_769);
    for (let at = 0; at < nodes.length; at += node.length) nodes.set(node, at);
    const head = Uint8Array.from([...tiny.integer(1, 8), ...tiny.bytes(8, tiny.integer(2, 13))]);
    const tag = Uint8Array.from([...tiny.varint((7 << 3) | 2), ...tiny.varint(nodes.length)]);
    expect(() => readOnnx(Uint8Array.from(Buffer.concat([head, tag, nodes])))).toThrow(
      refusal('onnx-unsupported', /more than 32768 nodes/),
    );
  });

  test('what is taken is counted over the whole file', () => {
    const limits = new Limits(10_000);
    limits.allocate(80_000);
    expect(() => limits.list(1_000)).toThrow(refusal('onnx-unsupported'));
  });
});
