import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import { node } from '../../src/ops/augment.js';

describe('augment as a node', () => {
  it('is for training only and keeps the shape', () => {
    expect(node.trainingOnly).toBe(true);
    expect(node.shape('view', [[6, 5, 3]], { flip: 0.5 })).toEqual([6, 5, 3]);
  });

  it('refuses to give a gradient', () => {
    const [x, y] = [tensor('x', 8), tensor('y', 8)].map((slice) => ({ slice, shape: [2, 2, 2] }));
    const rest = {
      mode: 'training',
      frozen: false,
      rows: 1,
      attributes: {},
      parameters: {},
      saved: {},
      scratch: {},
      dParameters: {},
    } as const;
    const call = { name: 'view', inputs: [x!], output: y!, dOutput: y!.slice, ...rest };
    const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter: true });
    expect(() => node.backward(recorder, { ...call, dInputs: [x!.slice] })).toThrow(
      /view: a node in front of augment learns/,
    );
    expect(() => node.backward(recorder, { ...call, dInputs: [null] })).not.toThrow();
  });

  it.each([
    { flip: 1.5 },
    { scale: 1 },
    { rotate: 4 },
    { noise: -1 },
    { blur: Number.NaN },
    { erase: 0.5 },
    { erase: 0.5, eraseSize: 2 },
  ])('refuses the attributes %j', (attributes) => {
    expect(() => node.shape('view', [[6, 5, 3]], attributes as Record<string, number>)).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('view: ') }),
    );
  });

  it.each([[[[6, 5]]], [[[2, 6, 5, 3]]], [[[70_000, 1, 1]]]])('refuses the input shapes %j', (inputs) => {
    expect(() => node.shape('view', inputs, {})).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
