import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import { type OnnxModel, readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { onnxFiles } from '../support/onnx-files.js';
import { refusal } from '../support/refusal.js';
import { tinyBackbone } from '../support/tiny-onnx.js';

/** y = x·W + b, with everything in it that a file can say beside the numbers. */
function everything(): OnnxModel {
  const body = build.model({
    nodes: [build.node('Identity', ['w'], ['out'])],
    inputs: [],
    outputs: [build.value('out', [2])],
  }).graph;
  const attributes = {
    int: build.int(-3),
    last: build.int(2 ** 63),
    ints: build.ints(1, -1, 2 ** 40),
    float: build.float(0.5),
    floats: build.floats(1, -2.5),
    empty: build.ints(),
    text: build.text('Grüße'),
    texts: { kind: 'strings', value: ['a', ''] },
    tensor: build.tensorAttribute(build.int64Tensor('', [2], [-5, 7])),
    graph: { kind: 'graph', value: body },
  } as const;
  return build.model(
    {
      name: 'main',
      doc: 'a graph',
      nodes: [
        { ...build.node('Strange', ['x', '', 'w'], ['y', ''], attributes, 'org.example'), overload: 'second' },
        build.node('Add', ['y', 'w'], ['z']),
        build.node('Strange', ['y'], ['shapeless'], {}, 'org.example'),
      ],
      initialisers: [
        build.floatTensor('w', [2], [1, 2]),
        build.floatTensor('scalar', [], [1]),
        build.floatTensor('none', [0, 3], []),
        build.floatTensor('large', [100], new Float32Array(100).fill(0.25)),
      ],
      inputs: [build.value('x', ['N', '?', 2])],
      outputs: [build.value('z', ['N', 2]), { name: 'shapeless', type: 'float16' }],
      values: [build.value('y', ['N', 2]), { name: 'list', type: 'undefined', other: Uint8Array.of(0x22, 0) }],
    },
    {
      producerVersion: '1.2',
      domain: 'org.example',
      version: 2 ** 40,
      doc: 'a model',
      metadata: new Map([['key', 'value']]),
      opsets: new Map([
        ['', 17],
        ['org.example', 3],
      ]),
      functions: [Uint8Array.of(0x0a, 1, 0x66)],
    },
  );
}

describe('writeOnnx', () => {
  test('what was written is read back equal, and equal models give equal bytes', () => {
    const bytes = writeOnnx(everything());
    expect(readOnnx(bytes)).toEqual(everything());
    expect(writeOnnx(readOnnx(bytes))).toEqual(bytes);
  });

  test('a file written by others keeps its meaning', () => {
    const model = readOnnx(tinyBackbone());
    expect(readOnnx(writeOnnx(model))).toEqual(model);
  });

  test('an IR version before plain initialisers is raised to the first that has them', () => {
    expect(readOnnx(writeOnnx({ ...everything(), irVersion: 3 })).irVersion).toBe(4);
  });

  test('more than 2 GiB is refused before it is allocated', () => {
    const part = new Float32Array(2 ** 24);
    const tensor = build.floatTensor('w', [part.length], part);
    const initialisers = Array.from({ length: 32 }, (_, index) => ({ ...tensor, name: `w${index}` }));
    const model = build.model({ nodes: [], inputs: [], outputs: [], initialisers });
    expect(() => writeOnnx(model)).toThrow(refusal('limit-exceeded', /at most 2147483647/));
  });

  test('refuses a tensor that does not fill its shape, and an integer that is none', () => {
    const tensor = { ...build.floatTensor('w', [2], [1, 2]), dims: [3] };
    const odd = build.node('Op', [], ['y'], { axis: build.int(0.5) });
    const write = (graph: Partial<OnnxModel['graph']>) =>
      writeOnnx(build.model({ nodes: [], inputs: [], outputs: [], ...graph }));
    expect(() => write({ initialisers: [tensor] })).toThrow(refusal('shape-mismatch', /"w".*8 bytes, expected 12/));
    expect(() => write({ nodes: [odd] })).toThrow(refusal('argument-invalid', /axis of node "y".*0.5/));
    expect(() => build.floatTensor('w', [3], [1, 2])).toThrow(refusal('shape-mismatch'));
  });
});

describe('real files are written back as they were', async () => {
  test.each(await onnxFiles())('$name', ({ bytes }) => {
    const model = readOnnx(bytes);
    const written = writeOnnx(model);
    // Vitest's own comparison takes a second a megabyte.
    expect(isDeepStrictEqual(readOnnx(written), { ...model, irVersion: Math.max(4, model.irVersion) })).toBe(true);
    expect(written.length).toBeLessThan(bytes.length * 1.01);
  });
});
