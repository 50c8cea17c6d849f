import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import { importEncoder } from '../../src/conversion/import.js';
import type { HostArray } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { freeBatch } from '../../src/onnx/free-batch.js';
import { type OnnxModel, readOnnx } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import { splitModel } from '../../src/onnx/split.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { sharedData } from '../support/data.js';
import { openTestGpu } from '../support/gpu.js';
import { openImported } from '../support/imported.js';
import { modelsFolder, trialModels } from '../support/models.js';
import { numbers } from '../support/random.js';

// Whole networks, and what lies behind each of their split points, against onnxruntime.

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
  await trialModels();
});
afterAll(() => gpu.destroy());

const PICTURE = [3, 112, 112];
const SIZE = 3 * 112 * 112;

function read(path: string): OnnxModel {
  return simplifyModel(freeBatch(readOnnx(readFileSync(path))));
}

/** Runs a model in onnxruntime; `tensors` are handed out beside its output. */
async function reference(model: OnnxModel, pictures: Float32Array, tensors: readonly string[] = []) {
  const { graph } = model;
  const outputs = [...graph.outputs, ...tensors.map((name) => ({ name, type: 'float32' as const }))];
  const session = await openSession(writeOnnx({ ...model, graph: { ...graph, outputs } }));
  const values = await session.run(pictures, [pictures.length / SIZE, ...PICTURE]);
  await session.release();
  return values;
}

async function run(model: OnnxModel, input: HostArray, rows: number): Promise<HostArray> {
  const encoder = await openImported(gpu, importEncoder(model), rows);
  const output = await encoder.run(input);
  encoder.close();
  return output;
}

/** ‖got − expected‖ / ‖expected‖, the worst of all rows. */
function worst(got: HostArray, expected: Float32Array, rows: number): number {
  expect(got.length).toBe(expected.length);
  const width = expected.length / rows;
  const errors = Array.from({ length: rows }, (_, row) => {
    const own = expected.subarray(row * width, (row + 1) * width);
    return Math.hypot(...own.map((value, i) => got[row * width + i]! - value)) / Math.hypot(...own);
  });
  return Math.max(...errors);
}

const files = {
  MobileFaceNet: sharedData('models/mobilefacenet.onnx'),
  fr_feature: join(modelsFolder, 'fr_feature.onnx'),
};

describe.each(Object.entries(files))('%s', (_, path) => {
  test.skipIf(!path).each([1, 3, 8])('equals onnxruntime for a batch of %i', async (rows) => {
    const model = read(path!);
    const pictures = Float32Array.from(numbers(rows, rows * SIZE));
    const expected = (await reference(model, pictures))[model.graph.outputs[0]!.name]!;
    expect(worst(await run(model, pictures, rows), expected, rows)).toBeLessThan(1e-4);
  });

  test.skipIf(!path)('equals onnxruntime behind every split point', async () => {
    const model = read(path!);
    const points = splitPoints(model).map(({ tensor }) => tensor);
    expect(points.length).toBeGreaterThan(30);
    const pictures = Float32Array.from(numbers(11, 8 * SIZE));
    const values = await reference(model, pictures, points);
    const expected = values[model.graph.outputs[0]!.name]!;
    for (const [i, point] of points.entries()) {
      // The first half of a network takes a software adapter long.
      const rows = i < points.length / 2 ? 1 : [1, 3, 8][i % 3]!;
      const first = (all: Float32Array) => all.subarray(0, (all.length / 8) * rows);
      const got = await run(splitModel(model, point).back, first(values[point]!), rows);
      expect(worst(got, first(expected), rows), `${point}, ${rows} rows`).toBeLessThan(1e-4);
    }
  });
});
