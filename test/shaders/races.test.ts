import { describe, expect, it } from 'vitest';
import { raceSamples } from '../support/race-samples.js';
import { findRaces } from '../support/races.js';
import { exportedKernels } from '../support/shaders.js';

const BARRIER = 'workgroupBarrier();';

/** wgsl_reflect lets all invocations share one `var<private>`, so it reports races that are none. */
const privateVariables = ['top_k.merge', 'top_k.scan'];

const exported = await exportedKernels();
const kernels = exported.filter((kernel) => !privateVariables.includes(kernel.name));

function withoutBarriers(name: string): readonly string[] {
  const kernel = kernels.find((candidate) => candidate.name === name)!;
  return findRaces(kernel, raceSamples[name]!, kernel.code.replaceAll(BARRIER, '')).found;
}

describe('the race check', () => {
  it('has a sample of every kernel without private variables', () => {
    const unchecked = exported.filter((kernel) => kernel.code.includes('var<private>')).map((kernel) => kernel.name);
    expect(unchecked.sort()).toEqual(privateVariables);
    expect(Object.keys(raceSamples).sort()).toEqual(kernels.map((kernel) => kernel.name).sort());
  });

  it.each(kernels)('finds nothing in $name, in a dispatch that writes every output', (kernel) => {
    const { found, written } = findRaces(kernel, raceSamples[kernel.name]!);
    expect(found).toEqual([]);
    expect(written).toEqual(Object.keys(kernel.bindings).filter((name) => kernel.bindings[name] === 'read_write'));
  });

  const names = kernels.filter((kernel) => kernel.code.includes(BARRIER)).map((kernel) => kernel.name);

  it.each(names)('would find the races of %s without barriers', (name) => {
    expect(withoutBarriers(name)).not.toEqual([]);
  });

  it('cannot check private variables', () => {
    const add = exported.find((kernel) => kernel.name === 'add.forward')!;
    const code = add.code
      .replace('@compute', 'var<private> own: array<f32, 1>;\n@compute')
      .replace('y[i] = a[i] + b[i];', 'own[0] = a[i] + b[i];\ny[i] = own[0];');
    expect(findRaces(add, raceSamples[add.name]!, code).found).not.toEqual([]);
  });
});
