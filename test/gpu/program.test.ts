import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create } from 'webgpu';
import type { HostArray } from '../../src/gpu/backend.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { defineKernel } from '../../src/gpu/kernel.js';
import { type Command, Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, type Slice, tensor, whole } from '../../src/gpu/tensor.js';
import * as add from '../../src/ops/add.js';
import * as relu from '../../src/ops/relu.js';
import { openTestGpu } from '../support/gpu.js';

const scale = defineKernel({
  name: 'scale',
  code: `struct Params { by: f32, plus: f32, count: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(8) fn main(@builtin(local_invocation_index) i: u32) {
  if (i < params.count) { y[i] = x[i] * params.by + params.plus; }
}`,
  params: { by: 'f32', plus: 'f32', count: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

const broken = defineKernel({ ...scale, name: 'broken', code: scale.code.replace('params.plus', 'params.minus') });

/** y = 2 x + 1 of four words, to be changed with `setParams`. */
async function scaling(gpu: Gpu) {
  const [x, y] = [tensor('x', 4), tensor('y', 4)];
  gpu.allocate([x.buffer, y.buffer]);
  gpu.write(x, Float32Array.of(1, 2, 3, 4));
  const recorder = new Recorder(gpu);
  const dispatch = recorder.dispatch(scale, {
    buffers: { x, y },
    params: { by: 2, plus: 1, count: 4 },
    workgroups: [1, 1, 1],
  });
  const program = await gpu.compile('scaling', recorder.commands);
  return { x, y, dispatch, commands: recorder.commands, program };
}

describe('a program on the GPU', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.destroy());

  it('changes the Params that are named and keeps what was set before', async () => {
    const { y, dispatch, program } = await scaling(gpu);
    expect([...(await program.runAndRead(y))]).toEqual([3, 5, 7, 9]);
    program.setParams(dispatch, { by: 10 });
    expect([...(await program.runAndRead(y))]).toEqual([11, 21, 31, 41]);
    program.setParams(dispatch, { plus: 0 });
    expect([...(await program.runAndRead(y))]).toEqual([10, 20, 30, 40]);
  });

  it('refuses Params that are wrong, before any of them counts', async () => {
    const { y, dispatch, program } = await scaling(gpu);
    for (const wrong of [
      { by: 5, count: -1 },
      { by: 5, count: 1.5 },
      { by: 5, plus: Number.NaN },
      { by: 5, minus: 1 },
    ]) {
      expect(() => program.setParams(dispatch, wrong)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
    }
    program.setParams(dispatch, {});
    expect([...(await program.runAndRead(y))]).toEqual([3, 5, 7, 9]);
    expect(() => program.setParams({ ...dispatch }, { by: 5 })).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('scale') }),
    );
  });

  it('tells a compile error with the compiler’s words and the source', async () => {
    const { x, y } = await scaling(gpu);
    const recorder = new Recorder(gpu);
    recorder.dispatch(broken, { buffers: { x, y }, params: { by: 1, plus: 1, count: 4 }, workgroups: [1, 1, 1] });
    await expect(gpu.compile('broken', recorder.commands)).rejects.toMatchObject({
      code: 'shader-invalid',
      message: expect.stringMatching(/broken: .*\n6:\d+ .*minus[\s\S]*\n {3}6 .*x\[i\] \* params\.by/),
    });
    gpu.throwIfFailed();
  });

  it('tells a refused pipeline with the source', async () => {
    const { x, y } = await scaling(gpu);
    const recorder = new Recorder(gpu);
    recorder.dispatch(scale, {
      buffers: { x, y },
      params: { by: 1, plus: 1, count: 4 },
      workgroups: [1, 1, 1],
      overrides: { WORKGROUP: 8 },
    });
    await expect(gpu.compile('refused', recorder.commands)).rejects.toMatchObject({
      code: 'shader-invalid',
      message: expect.stringMatching(/WORKGROUP=8: the pipeline was refused[\s\S]*params\.by/),
    });
    gpu.throwIfFailed();
  });

  it('leaves no error scope behind when it cannot be compiled', async () => {
    const { x, commands } = await scaling(gpu);
    const without = (command: Command) => ({ ...command, buffers: { x, y: tensor('unallocated', 4) } }) as Command;
    await expect(gpu.compile('unallocated', commands.map(without))).rejects.toMatchObject({
      code: 'argument-invalid',
      message: expect.stringContaining('unallocated: has no memory'),
    });
    const unset = (command: Command) => ({ ...command, params: { by: 1 } }) as Command;
    await expect(gpu.compile('unset', commands.map(unset))).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(gpu.device.popErrorScope()).rejects.toThrow();
  });

  it('tells what the device refuses to bind', async () => {
    const { x, commands } = await scaling(gpu);
    // Reading and writing one buffer in one dispatch is told when it is encoded; an offset off the alignment when bound.
    const offset = (command: Command) => ({ ...command, buffers: { x, y: { ...x, offset: 1, length: 3 } } }) as Command;
    await expect(gpu.compile('misaligned', commands.map(offset))).rejects.toMatchObject({ code: 'shader-invalid' });
    gpu.throwIfFailed();
  });

  it('counts what it does', async () => {
    const before = { ...gpu.counters };
    const { x, y, dispatch, program } = await scaling(gpu);
    const since = (name: keyof typeof before) => gpu.counters[name] - before[name];
    expect([since('buffers'), since('bytesAllocated'), since('bindGroups'), since('pipelines')]).toEqual([2, 32, 1, 0]);
    program.run();
    await program.runAndRead(y);
    await gpu.read(x);
    expect([since('submits'), since('dispatches'), since('readbacks')]).toEqual([3, 2, 2]);
    // x, then all Params at 256 bytes a dispatch, then those that changed.
    expect(since('bytesWritten')).toBe(16 + 256);
    program.setParams(dispatch, { by: 3 });
    program.run();
    expect(since('bytesWritten')).toBe(16 + 2 * 256);
    gpu.free([x.buffer, y.buffer]);
    expect([since('buffers'), since('bytesAllocated')]).toEqual([0, 0]);
  });

  it('refuses buffers and bindings beyond the limits before it allocates any', () => {
    const before = { ...gpu.counters };
    const large = bufferSpec('large', gpu.limits.maxBufferSize / 4 + 1);
    expect(() => gpu.allocate([bufferSpec('small', 4), large])).toThrow(
      expect.objectContaining({ code: 'limit-exceeded', message: expect.stringContaining('large: ') }),
    );
    expect(gpu.counters).toEqual(before);
    const wide = tensor('wide', gpu.limits.maxStorageBufferBindingSize / 4 + 1);
    const small = tensor('small', 4);
    const call = { params: { by: 1, plus: 1, count: 1 }, workgroups: [1, 1, 1] } as const;
    const recorder = new Recorder(gpu);
    const limit = expect.objectContaining({ code: 'limit-exceeded', message: expect.stringContaining('scale: ') });
    expect(() => recorder.dispatch(scale, { ...call, buffers: { x: wide, y: small } })).toThrow(limit);
    for (const workgroups of [[65_536, 1, 1] as const, [1, 0, 1] as const, [1, 1, 0.5] as const]) {
      expect(() => recorder.dispatch(scale, { ...call, workgroups, buffers: { x: small, y: small } })).toThrow(limit);
    }
    expect(recorder.commands).toEqual([]);
  });

  it.each([
    ['misaligned', 1, 4],
    ['empty', 0, 0],
    ['longer than its buffer', 64, 65],
  ])('refuses a slice that is %s', (_, offset, length) => {
    const buffer = bufferSpec('cut', 128);
    const call = { params: { by: 1, plus: 1, count: 1 }, workgroups: [1, 1, 1] } as const;
    expect(() =>
      new Recorder(gpu).dispatch(scale, { ...call, buffers: { x: { buffer, offset, length }, y: tensor('y', 4) } }),
    ).toThrow(expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('of cut') }));
  });

  it('refuses to write more words than the slice has', () => {
    const four = tensor('four', 4);
    gpu.allocate([four.buffer]);
    expect(() => gpu.write(four, new Float32Array(5))).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', message: expect.stringContaining('four: 5 words') }),
    );
  });
});

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
    const adapter = await create([]).requestAdapter();
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
