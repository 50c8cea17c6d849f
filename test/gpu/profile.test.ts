import { describe, expect, it } from 'vitest';
import type { HostArray } from '../../src/gpu/backend.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, type Slice, tensor, whole } from '../../src/gpu/tensor.js';
import * as add from '../../src/ops/add.js';
import * as relu from '../../src/ops/relu.js';
import { createGpu, openTestGpu } from '../support/gpu.js';

import { scaling } from '../support/scaling.js';

describe('the profile of a program', () => {
  /** relu, a copy, add, a clear: two dispatches among other commands. */
  async function mixed(gpu: Gpu) {
    const [x, y, z] = ['x', 'y', 'z'].map((label) => tensor(label, 1024)) as [Slice, Slice, Slice];
    gpu.allocate([x.buffer, y.buffer, z.buffer]);
    gpu.write(x, new Float32Array(1024).fill(-1));
    const recorder = new Recorder(gpu);
    relu.forward(recorder, { x, y }, 1024);
    recorder.copy(x, z);
    add.forward(recorder, { a: x, b: y, y: z }, 1024);
    recorder.clear(x);
    return { x, y, z, program: await gpu.compile('mixed', recorder.commands) };
  }

  it('has the label and the time of every dispatch, and runs every command', async () => {
    const gpu = await openTestGpu();
    expect(gpu.features.has('timestamp-query')).toBe(true);
    const { x, y, z, program } = await mixed(gpu);
    const submits = gpu.counters.submits;
    const profile = await program.profile();
    expect(profile?.map((entry) => entry.label)).toEqual(['relu.forward', 'add.forward']);
    for (const { nanoseconds } of profile!) {
      expect(Number.isFinite(nanoseconds)).toBe(true);
      expect(nanoseconds).toBeGreaterThanOrEqual(0);
    }
    expect(gpu.counters.submits).toBe(submits + 1);
    const all = (values: HostArray, value: number) => values.every((word) => word === value);
    expect(all(await gpu.read(y), 0) && all(await gpu.read(z), -1) && all(await gpu.read(x), 0)).toBe(true);
    gpu.destroy();
  });

  it('is undefined without timestamp-query', async () => {
    const adapter = await createGpu().requestAdapter();
    const gpu = new Gpu({ device: await adapter!.requestDevice(), info: adapter!.info });
    const { program } = await mixed(gpu);
    expect(await program.profile()).toBeUndefined();
    gpu.destroy();
  });

  it('has nothing of a program without dispatches', async () => {
    const gpu = await openTestGpu();
    const x = tensor('x', 4);
    gpu.allocate([x.buffer]);
    const recorder = new Recorder(gpu);
    recorder.clear(x);
    expect(await (await gpu.compile('clear', recorder.commands)).profile()).toEqual([]);
    await gpu.read(x);
    gpu.destroy();
  });

  it('is refused beyond the 4096 queries that a set takes', async () => {
    const gpu = await openTestGpu();
    const { x, y } = await mixed(gpu);
    const recorder = new Recorder(gpu);
    for (let i = 0; i < 2049; i++) relu.forward(recorder, { x, y }, 1024);
    const program = await gpu.compile('long', recorder.commands);
    await expect(program.profile()).rejects.toMatchObject({ code: 'limit-exceeded' });
    await gpu.read(x);
    gpu.destroy();
  });

  it('rejects with device-lost when the device goes, before or during it, and frees what it made', async () => {
    const gpu = await openTestGpu();
    const { program } = await mixed(gpu);
    const destroyed: string[] = [];
    const { createQuerySet, createBuffer } = gpu.device;
    const watched = <T extends { destroy(): undefined; label: string }>(resource: T): T => {
      const { destroy } = resource;
      resource.destroy = () => {
        destroyed.push(resource.label);
        return destroy.call(resource);
      };
      return resource;
    };
    gpu.device.createQuerySet = (descriptor) => watched(createQuerySet.call(gpu.device, descriptor));
    gpu.device.createBuffer = (descriptor) => watched(createBuffer.call(gpu.device, descriptor));
    const during = program.profile();
    gpu.device.destroy();
    await expect(during).rejects.toMatchObject({ name: 'KinfoldError', code: 'device-lost' });
    expect(destroyed.sort()).toEqual(['mixed', 'staging', 'timestamps']);
    await expect(program.profile()).rejects.toMatchObject({
      code: 'device-lost',
      message: expect.stringContaining('call restart()'),
    });
  });
});

describe('a GPU that is no more', () => {
  it('throws closed from every call after destroy', async () => {
    const gpu = await openTestGpu();
    const { x, y, commands, program } = await scaling(gpu);
    gpu.destroy();
    const closed = expect.objectContaining({ code: 'closed' });
    expect(() => gpu.allocate([whole(bufferSpec('more', 4)).buffer])).toThrow(closed);
    expect(() => gpu.write(x, Float32Array.of(1))).toThrow(closed);
    expect(() => program.run()).toThrow(closed);
    await expect(gpu.read(y)).rejects.toEqual(closed);
    await expect(program.runAndRead(y)).rejects.toEqual(closed);
    await expect(program.profile()).rejects.toEqual(closed);
    await expect(gpu.compile('again', commands)).rejects.toEqual(closed);
    expect([gpu.counters.buffers, gpu.counters.bytesAllocated]).toEqual([0, 0]);
  });

  it('rejects a read and a compilation under way with device-lost when the device goes', async () => {
    const gpu = await openTestGpu();
    const { y, commands } = await scaling(gpu);
    const lost = expect.objectContaining({ code: 'device-lost', message: expect.stringContaining('call restart()') });
    const reading = gpu.read(y);
    gpu.device.destroy();
    const compiling = gpu.compile('late', commands);
    await Promise.all([expect(reading).rejects.toEqual(lost), expect(compiling).rejects.toEqual(lost)]);
    expect(await gpu.lost).toEqual(lost);
    await expect(gpu.compile('later', commands)).rejects.toEqual(lost);
  });

  it('keeps a failure that the device told late and says how to go on', async () => {
    const gpu = await openTestGpu();
    gpu.device.createBuffer({ label: 'unusable', size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await gpu.device.queue.onSubmittedWorkDone();
    expect(() => gpu.throwIfFailed()).toThrow(
      expect.objectContaining({
        code: 'shader-invalid',
        message: expect.stringMatching(/unusable.*; call restart\(\)$/s),
      }),
    );
    gpu.destroy();
  });
});
