import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { onnxCheck } from '../../src/node/cli/onnx-check.js';
import { UsageError } from '../../src/node/cli/usage.js';
import { int, node } from '../../src/onnx/build.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { type ModelCase, modelOf } from '../support/imported.js';
import * as tiny from '../support/tiny-onnx.js';

// `kinfold onnx-check` on a folder in the form of the ONNX project's node test data.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onnx-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Tensor = readonly [dims: readonly number[], values: readonly number[]];

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

async function writeCase(
  name: string,
  model: OnnxModel,
  tensors: Readonly<Record<string, Tensor>>,
  set = '',
): Promise<void> {
  await write(`${name}/model.onnx`, writeOnnx(model));
  for (const [file, [dims, values]] of Object.entries(tensors)) {
    await write(join(name, set, `${file}.pb`), Uint8Array.from(tiny.tensor({ name: file, dims, values })));
  }
}

/** A model whose inputs are all fed, as node tests have them. Without a batch. */
function fed(nodes: ModelCase['nodes'], shapes: Readonly<Record<string, readonly number[]>>): OnnxModel {
  const model = modelOf({ row: [], nodes });
  const inputs = Object.entries(shapes).map(([name, shape]) => ({ name, type: 'float32' as const, shape }));
  return { ...model, graph: { ...model.graph, inputs } };
}

async function check(...args: string[]) {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await onnxCheck([folder, '--backend', 'cpu', ...args]);
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
  write.mockRestore();
  return { code, text };
}

const sub = fed([node('Sub', ['x', 'z'], ['y'])], { x: [2, 2], z: [2] });
const dense = fed([node('Gemm', ['x', 'w'], ['y'], { transB: int(1) })], { x: [1, 2], w: [2, 2] });
const sine = fed([node('Sin', ['x'], ['y'])], { x: [2] });
const x: Tensor = [
  [2, 2],
  [1, 2, 3, 4],
];

describe('kinfold onnx-check', () => {
  test('passes, whether the data lie beside the model or in sets', async () => {
    await writeCase('test_sub', sub, {
      input_0: x,
      input_1: [[2], [1, 3]],
      output_0: [
        [2, 2],
        [0, -1, 2, 1],
      ],
    });
    await writeCase(
      'test_dense',
      dense,
      {
        input_0: [
          [1, 2],
          [1, 2],
        ],
        input_1: x,
        output_0: [
          [1, 2],
          [5, 11],
        ],
      },
      'test_data_set_0',
    );
    await writeCase('test_sine', sine, { input_0: [[2], [0, 0]], output_0: [[2], [0, 0]] });
    const { code, text } = await check('--json');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      adapter: 'CPU twins in f32',
      tolerance: { relative: 1e-3, absolute: 1e-6 },
      passed: 2,
      failed: 0,
      unsupported: 1,
      operators: { Gemm: { passed: 1, failed: 0, unsupported: 0 }, Sin: { passed: 0, failed: 0, unsupported: 1 } },
      cases: [
        { name: 'test_dense', operators: ['Gemm'], status: 'passed' },
        {
          name: 'test_sine',
          status: 'unsupported',
          reason: expect.stringContaining('Sin "y" is not among the operators'),
        },
        { name: 'test_sub', status: 'passed' },
      ],
    });
  });

  test('fails with the reason for a wrong number, a wrong shape, a second set and a damaged model', async () => {
    await writeCase('test_number', sub, {
      input_0: x,
      input_1: [[2], [1, 3]],
      output_0: [
        [2, 2],
        [0, -1, 2, 1.01],
      ],
    });
    await writeCase('test_shape', sub, { input_0: x, input_1: [[2], [1, 3]], output_0: [[4], [0, -1, 2, 1]] });
    const good = {
      input_0: x,
      input_1: [[2], [1, 3]],
      output_0: [
        [2, 2],
        [0, -1, 2, 1],
      ],
    } as const;
    await writeCase('test_sets', sub, good, 'test_data_set_0');
    await writeCase(
      'test_sets',
      sub,
      {
        ...good,
        output_0: [
          [2, 2],
          [0, 0, 0, 0],
        ],
      },
      'test_data_set_1',
    );
    await write('test_torn/model.onnx', writeOnnx(sub).subarray(0, 40));
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toMatch(/failed +test_number: 1 of 4 numbers differ; number 3 is 1, expected 1\.00999/);
    expect(text).toMatch(/failed +test_shape: got the shape \[2, 2\], expected \[4\]/);
    expect(text).toMatch(/failed +test_sets: 3 of 4 numbers differ; number 1 is -1, expected 0/);
    expect(text).toMatch(/failed +test_torn: readOnnx: the file is cut short/);
    expect(text).toMatch(/unsupported +test_sine: importEncoder: Sin "y"/);
    expect(text).toMatch(/\nSub +1 +3 +0\n/);
    expect(text).toMatch(/\nall +2 +4 +1\n/);
  });

  test('an operator that has not changed since an older set is run as of set 9', async () => {
    const model = modelOf({ row: [2], nodes: [node('Elu', ['x'], ['y'])], batch: 1 });
    const bytes = writeOnnx({ ...model, opsets: new Map([['', 9]]) });
    // The only operator set stands at the end: its version is the last byte.
    const old = Uint8Array.from([...bytes.subarray(0, -1), 6]);
    await write('test_elu/model.onnx', old);
    await write('test_elu/input_0.pb', Uint8Array.from(tiny.tensor({ name: 'x', dims: [1, 2], values: [1, 2] })));
    await write('test_elu/output_0.pb', Uint8Array.from(tiny.tensor({ name: 'y', dims: [1, 2], values: [1, 2] })));
    expect((await check()).text).toMatch(/\nElu +1 +0 +0\n/);
  });

  test('refuses a folder without cases and a backend that there is not', async () => {
    const none = expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('model.onnx') });
    await expect(onnxCheck([join(folder, 'test_sub'), '--backend', 'cpu'])).rejects.toEqual(none);
    await expect(onnxCheck([folder, '--backend', 'gpu'])).rejects.toThrow(UsageError);
  });
});
