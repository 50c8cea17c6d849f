import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import * as topK from '../../src/ops/top_k.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const NONE = 0xffffffff;

function tensors(
  shape: topK.TopKShape,
  data: { probes: Float64Array; templates: Float64Array },
  tiling?: topK.TopKTiling,
) {
  const { length } = topK.scratch(shape, tiling).candidates;
  return {
    probes: { data: data.probes },
    templates: { data: data.templates },
    candidates: { length },
    candidate_indices: { type: 'u32', length },
    distances: { length: shape.probes * shape.k },
    indices: { type: 'u32', length: shape.probes * shape.k },
  } as const;
}

/** Vectors of small whole numbers: exact distances, many ties, many duplicates. */
const whole: typeof numbers = (seed, length) => numbers(seed, length, 0, 3).map(Math.floor);

const random = ({ probes, templates, width }: topK.TopKShape, seed: number, draw = whole) => ({
  probes: draw(seed, probes * width),
  templates: draw(seed + 1, templates * width),
});

function bruteForce({ probes, templates, width, k }: topK.TopKShape, data: ReturnType<typeof random>) {
  const distances: number[] = [];
  const indices: number[] = [];
  for (let probe = 0; probe < probes; probe++) {
    const squared = Array.from({ length: templates }, (_, t) => {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (data.probes[probe * width + i]! - data.templates[t * width + i]!) ** 2;
      return sum;
    });
    const order = [...squared.keys()].sort((a, b) => squared[a]! - squared[b]! || a - b);
    for (let place = 0; place < k; place++) {
      indices.push(order[place] ?? NONE);
      distances.push(squared[order[place] ?? -1] ?? topK.FAR_AWAY);
    }
  }
  return { distances, indices };
}

async function expectBruteForce(shape: topK.TopKShape, seed: number, tiling?: topK.TopKTiling) {
  const data = random(shape, seed);
  const got = await runOn(gpu, tensors(shape, data, tiling), (recorder, s) => topK.forward(recorder, s, shape, tiling));
  const expected = bruteForce(shape, data);
  expect([...got.indices], JSON.stringify({ shape, tiling })).toEqual(expected.indices);
  expect([...got.distances]).toEqual(expected.distances);
}

const shapes = fc.record({
  probes: fc.constantFrom(1, 3, 4, 5, 11),
  templates: fc.oneof(fc.constantFrom(1, 255, 256, 257, 512, 513), fc.integer({ min: 1, max: 800 })),
  width: fc.constantFrom(1, 3, 7, 8, 9, 31),
  k: fc.integer({ min: 1, max: topK.MAX_K }),
});

describe('top_k on the GPU', () => {
  it('equals brute force over whole numbers, with ties and duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, (shape, seed) => expectBruteForce(shape, seed)),
      { numRuns: 40 },
    );
  });

  it('equals the f64 twin over random vectors, both stages', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const inputs = tensors(shape, random(shape, seed, numbers));
        const { gpu: got, cpu } = await runOnBoth(gpu, inputs, (recorder, s) => topK.forward(recorder, s, shape));
        for (const name of ['candidates', 'distances'] as const) {
          const { relative, absolute } = toleranceFor(shape.width);
          expectClose(`${name} ${JSON.stringify(shape)}`, got[name], cpu[name], { relative, absolute: 4 * absolute });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('goes through a chunk in several blocks, and does not depend on the workgroup size', async () => {
    const shape = { probes: 9, templates: 1500, width: 5, k: 16 };
    for (const tiling of [
      { wide: 64, scans: 1, workgroup: 64 },
      { wide: 32, scans: 6, workgroup: 128 },
    ]) {
      await expectBruteForce(shape, 3, tiling);
    }
  });

  it('finds one template, and none beyond it', async () => {
    const shape = { probes: 2, templates: 1, width: 2, k: 3 };
    const data = { probes: Float64Array.of(0, 0, 3, 4), templates: Float64Array.of(3, 4) };
    const got = await runOn(gpu, tensors(shape, data), (recorder, s) => topK.forward(recorder, s, shape));
    expect([...got.indices]).toEqual([0, NONE, NONE, 0, NONE, NONE]);
    expect([...got.distances]).toEqual([25, topK.FAR_AWAY, topK.FAR_AWAY, 0, topK.FAR_AWAY, topK.FAR_AWAY]);
  });

  it('takes the lowest indices of duplicates from several chunks', async () => {
    const shape = { probes: 1, templates: 700, width: 4, k: 5 };
    const data = { probes: new Float64Array(4), templates: new Float64Array(2800).fill(1) };
    for (const twin of [699, 300, 255, 256]) data.templates.fill(0, twin * 4, twin * 4 + 4);
    const got = await runOn(gpu, tensors(shape, data), (recorder, s) => topK.forward(recorder, s, shape));
    expect([...got.indices]).toEqual([255, 256, 300, 699, 0]);
    expect([...got.distances]).toEqual([0, 0, 0, 0, 4]);
  });

  it('plans 100,000 templates of 128 within the default limits, and refuses more than a binding holds', () => {
    const plan = (templates: number, probes: number, k = 5) => {
      const shape = { probes, templates, width: 128, k };
      const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter: false });
      const slices = {
        probes: tensor('probes', probes * 128),
        templates: tensor('templates', templates * 128),
        ...topK.scratch(shape),
        distances: tensor('distances', probes * k),
        indices: tensor('indices', probes * k, 'u32'),
      };
      topK.forward(recorder, slices, shape);
      return recorder.commands.length;
    };
    expect(plan(100_000, 1)).toBe(2);
    expect(plan(100_000, 10_000, 16)).toBe(2);
    expect(plan(262_144, 1)).toBe(2);
    expect(() => plan(262_145, 1)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
    for (const k of [0, 17, 1.5]) {
      expect(() => plan(10, 1, k)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
    }
  });

  it('is bit-equal in two runs', async () => {
    const shape = { probes: 6, templates: 1000, width: 33, k: 7 };
    const inputs = tensors(shape, random(shape, 5, numbers));
    const run = () => runOn(gpu, inputs, (recorder, s) => topK.forward(recorder, s, shape));
    const [a, b] = [await run(), await run()];
    for (const name of ['candidates', 'candidate_indices', 'distances', 'indices'] as const) {
      expectBitEqual(name, a[name], b[name]);
    }
  });
});
