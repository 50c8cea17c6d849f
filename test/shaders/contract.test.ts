import { describe, expect, it } from 'vitest';
import { twins } from '../../src/cpu/twins.js';
import { reflect } from '../support/reflect.js';
import { exportedKernels, helperFiles, shaderFiles } from '../support/shaders.js';

const kernels = await exportedKernels();

describe('the shaders', () => {
  it('are the kernels that src/ops exports, one to one', () => {
    expect(kernels.map((kernel) => kernel.name).sort()).toEqual(shaderFiles.map((file) => file.name).sort());
  });

  it('have a CPU twin each, and there is no other twin', () => {
    expect(Object.keys(twins).sort()).toEqual(shaderFiles.map((file) => file.name).sort());
  });

  it.each([...shaderFiles, ...helperFiles])('$name begins with its formula and is one idea long', ({ source }) => {
    const lines = source.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\/\/ \S/);
    expect(lines.length).toBeLessThanOrEqual(100);
  });

  it.each(shaderFiles)('$name says how it is dispatched', ({ source }) => {
    expect(source.slice(0, source.search(/^[^/\n]/m))).toMatch(/^\/\/ Dispatch: /m);
  });
});

describe.each(kernels)('kernel $name', ({ name, code, params, bindings }) => {
  const { groups, workgroupSize, workgroupBytes } = reflect(code);
  const [bound = []] = groups;

  it('has the code of its file', () => {
    expect(code).toBe(shaderFiles.find((file) => file.name === name)?.code);
    expect(code).not.toContain('arrayLength');
  });

  it('binds its storage buffers from 1 in the order, under the names and with the access that WGSL has', () => {
    expect(groups).toHaveLength(1);
    const storage = bound.flatMap((variable, index) => (index > 0 ? [[variable.name, variable.access]] : []));
    expect(storage).toEqual(Object.entries(bindings));
    expect(storage.length).toBeLessThanOrEqual(8);
  });

  it('packs Params as WGSL lays them out', () => {
    const members = bound[0]?.members?.map((member) => ({
      name: member.name,
      type: member.type.name,
      offset: member.offset,
    }));
    const packed = Object.entries(params).map(([name, type], index) => ({ name, type, offset: 4 * index }));
    expect(members ?? []).toEqual(packed);
  });

  it('keeps to the default limits of a workgroup', () => {
    expect(workgroupBytes).toBeLessThanOrEqual(16_384);
    const invocations = workgroupSize.reduce((product, size) => product * size, 1);
    expect(invocations).toBeGreaterThan(0);
    expect(invocations).toBeLessThanOrEqual(256);
  });
});
