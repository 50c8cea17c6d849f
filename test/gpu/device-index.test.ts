import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { DeviceIndex } from '../../src/gallery/device-index.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { openTestGpu } from '../support/gpu.js';
import { refusal } from '../support/refusal.js';
import {
  axis,
  bruteForce,
  crowd,
  itIsATemplateIndex,
  ORIGIN,
  probe,
  template,
  WIDTH,
} from '../support/template-index.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const cpu = new Cpu(twins, 'f32');

/** The same backend with bindings of `rows` templates at the most. */
function narrow(backend: Backend, rows: number): Backend {
  const { maxBufferSize, maxComputeWorkgroupsPerDimension } = backend.limits;
  const limits = { maxBufferSize, maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize: rows * WIDTH * 4 };
  return new Proxy(backend, {
    get: (target, key) => {
      if (key === 'limits') return limits;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const opened: DeviceIndex[] = [];
function openOn(backend: Backend, memory?: number): DeviceIndex {
  const index = new DeviceIndex(backend, { width: WIDTH, origin: ORIGIN, ...(memory !== undefined && { memory }) });
  opened.push(index);
  return index;
}
afterAll(() => {
  for (const index of opened) index.release();
});

describe.each<[string, () => Backend]>([
  ['GPU', () => gpu],
  ['CPU', () => cpu],
])('templates on the %s', (_, backend) => {
  itIsATemplateIndex(async () => openOn(backend()));

  it('finds the same in one binding and in many', async () => {
    const settings = fc.record({
      people: fc.integer({ min: 1, max: 40 }),
      each: fc.integer({ min: 1, max: 5 }),
      room: fc.constantFrom(17, 32, 61, 4096),
      k: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(1000),
    });
    const check = async ({
      people,
      each,
      room,
      k,
      seed,
    }: {
      people: number;
      each: number;
      room: number;
      k: number;
      seed: number;
    }) => {
      const index = openOn(narrow(backend(), room));
      const templates = crowd(people, each, seed);
      await index.add(templates.slice(0, 3));
      await index.add(templates.slice(3));
      const gone = `person ${seed % people}`;
      await index.remove(gone);
      const left = templates.filter(({ identity }) => identity !== gone);
      for (const { embedding } of templates.slice(0, 4)) {
        expect(await index.search(probe(embedding), k)).toEqual(bruteForce(left, embedding, k));
      }
      index.release();
    };
    await fc.assert(fc.asyncProperty(settings, check), { numRuns: 12 });
  });
});

it('grows without forgetting, and gives everything back', async () => {
  const before = gpu.counters.bytesAllocated;
  const index = openOn(gpu);
  const templates = crowd(650, 2);
  for (const [from, to] of [
    [0, 900],
    [900, 1100],
    [1100, 1300],
  ] as const)
    await index.add(templates.slice(from, to));
  for (const at of [0, 899, 900, 1023, 1024, 1299]) {
    const { embedding, id } = templates[at]!;
    expect((await index.search(probe(embedding), 1))[0]).toMatchObject({ id, distance: 0 });
  }
  index.release();
  expect(gpu.counters.bytesAllocated).toBe(before);
});

it('what does not fit into its memory is refused, and changes nothing', async () => {
  const index = openOn(gpu, 8 * WIDTH * 4 + 3);
  const templates = crowd(9, 1);
  await index.add(templates.slice(0, 7));
  await expect(index.add(templates.slice(7))).rejects.toEqual(refusal('limit-exceeded', /9 templates .* 8 fit/));
  expect(await index.size()).toBe(7);
  await index.add(templates.slice(7, 8));
  await index.add([template('picture 0', 'Ada', axis(1))]);
  expect(await index.size()).toBe(8);
  const cramped = openOn(narrow(gpu, 0.5));
  await expect(cramped.add(templates)).rejects.toEqual(refusal('limit-exceeded'));
});

it('behind a lost device nobody is found', async () => {
  const lost = await openTestGpu();
  const index = openOn(lost);
  await index.add(crowd(3, 2));
  lost.destroy();
  await expect(index.search(probe(axis(1)), 1)).rejects.toEqual(refusal('closed'));
});

it.each([
  [{ width: 0, origin: ORIGIN }],
  [{ width: 1.5, origin: ORIGIN }],
  [{ width: 4, origin: { ...ORIGIN, encoderSha256: 'unknown' } }],
])('refuses %j', (options) => {
  expect(() => new DeviceIndex(cpu, options)).toThrow(refusal('argument-invalid') as Error);
});
