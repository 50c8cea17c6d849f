import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { embeddingMap } from '../../src/metric/evaluation/principal-components.js';
import { expectBitEqual } from '../support/compare.js';
import { rows } from '../support/embeddings.js';
import { openTestGpu } from '../support/gpu.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** Unit rows near (1, 0, …), spread out along the second, third and other axes as `deviations` say. */
function cigar(count: number, width: number, deviations: readonly number[]): Float32Array {
  const random = createRandom(3);
  const embeddings = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const place = Array.from({ length: width }, (_, k) =>
      k === 0 ? 1 : (deviations[k - 1] ?? 0.002) * random.normal(),
    );
    const length = Math.hypot(...place);
    embeddings.set(
      place.map((x) => x / length),
      row * width,
    );
  }
  return embeddings;
}

describe('embeddingMap', () => {
  it('finds the axes along which embeddings were spread out', async () => {
    const [count, width] = [300, 17];
    const embeddings = cigar(count, width, [0.05, 0.2]);
    const { points, explained } = await embeddingMap(gpu, embeddings, count);
    for (const [axis, coordinate] of [
      [0, 2],
      [1, 1],
    ] as const) {
      const mean = embeddings.reduce((sum, x, i) => sum + (i % width === coordinate ? x / count : 0), 0);
      const worst = points.reduce(
        (most, x, i) =>
          i % 2 === axis ? Math.max(most, Math.abs(x - embeddings[(i >> 1) * width + coordinate]! + mean)) : most,
        0,
      );
      // The axes of a sample of 300 are turned by about σ₁σ₂/(σ₁² − σ₂²)/√300 = 0.015, which moves the farthest point by 0.01.
      expect(worst).toBeLessThan(0.03);
    }
    expect(explained[0]).toBeGreaterThan(0.85);
    expect(explained[1]).toBeGreaterThan(0.03);
    expect(explained[0] + explained[1]).toBeLessThanOrEqual(1 + 1e-6);
  });

  it('is the same on the twins, and the same bits again', async () => {
    const labels = Array.from({ length: 50 }, (_, i) => i % 5);
    const embeddings = rows(labels, 33, 0.4, 5);
    const cpu = new Cpu(twins, 'f64');
    const [once, again, twin] = [
      await embeddingMap(gpu, embeddings, 50),
      await embeddingMap(gpu, embeddings, 50),
      await embeddingMap(cpu, embeddings, 50),
    ];
    expectBitEqual('points', again.points, once.points);
    once.points.forEach((x, i) => {
      expect(Math.abs(x - twin.points[i]!)).toBeLessThan(1e-3);
    });
    cpu.destroy();
  });

  it('takes one picture, pictures that are all alike, and two numbers', async () => {
    const one = await embeddingMap(gpu, Float32Array.of(0.6, 0.8), 1);
    expect([...one.points, ...one.explained]).toEqual([0, 0, 0, 0]);
    const alike = await embeddingMap(gpu, rows([0, 0, 0], 8, 0, 1), 3);
    expect(Math.max(...alike.points.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('refuses embeddings of one number and zero vectors', async () => {
    await expect(embeddingMap(gpu, Float32Array.of(1, 1), 2)).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(embeddingMap(gpu, new Float32Array(4), 2)).rejects.toMatchObject({ code: 'zero-vector' });
  });
});
