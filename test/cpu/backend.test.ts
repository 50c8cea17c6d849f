import { describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { defineKernel } from '../../src/gpu/kernel.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';

const bindings = { x: 'read', y: 'read_write' } as const;
const scale = defineKernel({ name: 'scale', code: '', params: { by: 'f32', plus: 'f32', count: 'u32' }, bindings });
const plain = defineKernel({ name: 'plain', code: '', params: {}, bindings });

/** y = 2 x + 1 of four words, to be changed with `setParams`. */
async function scaling() {
  const cpu = new Cpu({
    scale: ({ x, y }, { by, plus, count }) => {
      for (let i = 0; i < count!; i++) y![i] = x![i]! * by! + plus!;
    },
    plain: () => {},
  });
  const [x, y] = [tensor('x', 4), tensor('y', 4)];
  cpu.allocate([x.buffer, y.buffer]);
  cpu.write(x, Float32Array.of(1, 2, 3, 4));
  const recorder = new Recorder(cpu);
  const workgroups = [1, 1, 1] as const;
  const dispatch = recorder.dispatch(scale, { buffers: { x, y }, params: { by: 2, plus: 1, count: 4 }, workgroups });
  const without = recorder.dispatch(plain, { buffers: { x, y }, params: {}, workgroups });
  return { cpu, x, y, dispatch, without, program: await cpu.compile('scaling', recorder.commands) };
}

const invalid = expect.objectContaining({ code: 'argument-invalid' });

describe('a program on the CPU', () => {
  it('changes the Params that are named and keeps what was set before', async () => {
    const { y, dispatch, program } = await scaling();
    expect([...(await program.runAndRead(y))]).toEqual([3, 5, 7, 9]);
    program.setParams(dispatch, { by: 10 });
    expect([...(await program.runAndRead(y))]).toEqual([11, 21, 31, 41]);
    program.setParams(dispatch, { plus: 0 });
    expect([...(await program.runAndRead(y))]).toEqual([10, 20, 30, 40]);
  });

  it('refuses what a GPU refuses, before any of it counts', async () => {
    const { y, dispatch, without, program } = await scaling();
    for (const wrong of [
      { by: 5, count: -1 },
      { by: 5, plus: Number.NaN },
      { by: 5, minus: 1 },
    ]) {
      expect(() => program.setParams(dispatch, wrong)).toThrow(invalid);
    }
    expect(() => program.setParams({ ...dispatch }, { by: 5 })).toThrow(invalid);
    expect(() => program.setParams(without, {})).toThrow(invalid);
    expect([...(await program.runAndRead(y))]).toEqual([3, 5, 7, 9]);
  });

  it('counts what it does, frees it and throws closed afterwards', async () => {
    const { cpu, x, y, program } = await scaling();
    await program.runAndRead(y);
    expect(cpu.counters).toEqual({
      submits: 1,
      dispatches: 2,
      pipelines: 0,
      bindGroups: 0,
      buffers: 2,
      bytesAllocated: 32,
      bytesWritten: 16,
      readbacks: 1,
    });
    expect(() => cpu.write(x, new Float32Array(5))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    cpu.destroy();
    expect([cpu.counters.buffers, cpu.counters.bytesAllocated]).toEqual([0, 0]);
    const closed = expect.objectContaining({ code: 'closed' });
    expect(() => cpu.write(x, new Float32Array(1))).toThrow(closed);
    await expect(cpu.read(x)).rejects.toEqual(closed);
    await expect(cpu.compile('again', [])).rejects.toEqual(closed);
  });
});
