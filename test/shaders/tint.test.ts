import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { openTestGpu } from '../support/gpu.js';
import { shaderFiles } from '../support/shaders.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** Errors, warnings and notes of the compiler. */
async function complaints(code: string): Promise<string[]> {
  gpu.device.pushErrorScope('validation');
  const module = gpu.device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  await gpu.device.popErrorScope();
  return messages.map(({ type, lineNum, message }) => `${type} ${lineNum}: ${message}`);
}

describe('Tint (Dawn, Chrome)', () => {
  it.each(shaderFiles)('takes $name without a word', async ({ resolved, code }) => {
    expect(await complaints(resolved)).toEqual([]);
    expect(await complaints(code)).toEqual([]);
  });

  it('would tell of an error and of a warning', async () => {
    const main = '@compute @workgroup_size(1) fn main()';
    expect(await complaints(`${main} { let x: u32 = 1.5; }`)).toEqual([expect.stringContaining('error')]);
    expect(await complaints(`${main} { return; var x = 1u; x++; }`)).toEqual([expect.stringContaining('warning')]);
  });
});
