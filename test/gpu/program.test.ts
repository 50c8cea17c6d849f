import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { type Command, Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, tensor } from '../../src/gpu/tensor.js';
import { openTestGpu } from '../support/gpu.js';

import { broken, scale, scaling } from '../support/scaling.js';

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
