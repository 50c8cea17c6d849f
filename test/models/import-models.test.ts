import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import { importEncoder } from '../../src/conversion/import.js';
import type { HostArray } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Patience } from '../../src/gpu/patience.js';
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
const MOST_ROWS = 8;
/** A batch is the first of these. */
const pictures = Float32Array.from(numbers(11, MOST_ROWS * SIZE));

/** What onnxruntime makes of the pictures: the model's output and the tensors at its split points. */
async function reference(model: OnnxModel, points: readonly string[]) {
  const { graph } = model;
  const outputs = [...graph.outputs, ...points.map((name) => ({ name, type: 'float32' as const }))];
  const session = await openSession(writeOnnx({ ...model, graph: { ...graph, outputs } }));
  const values = await session.run(pictures, [MOST_ROWS, ...PICTURE]);
  await session.release();
  return values;
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
  let model: OnnxModel;
  let points: string[];
  let values: Awaited<ReturnType<typeof reference>>;
  beforeAll(async () => {
    if (!path) return;
    model = simplifyModel(freeBatch(readOnnx(readFileSync(path))));
    points = splitPoints(model).map(({ tensor }) => tensor);
    values = await reference(model, points);
  });

  test.skipIf(!path).each([1, 3, MOST_ROWS])('equals onnxruntime for a batch of %i', async (rows) => {
    const { inputs, outputs } = model.graph;
    const first = (tensor: string) => {
      const all = tensor === inputs[0]!.name ? pictures : values[tensor]!;
      return all.subarray(0, (all.length / MOST_ROWS) * rows);
    };
    expect(points.length).toBeGreaterThan(30);
    const patience = new Patience();
    for (const point of [inputs[0]!.name, ...points]) {
      const part = point === inputs[0]!.name ? model : splitModel(model, point).back;
      const encoder = await openImported(gpu, importEncoder(part), rows, patience);
      const got = await encoder.run(first(point));
      encoder.close();
      expect(worst(got, first(outputs[0]!.name), rows), point).toBeLessThan(1e-4);
    }
  });
});
