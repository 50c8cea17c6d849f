import fc from 'fast-check';
import { it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import { runOn, runOnBoth, type TensorInput } from './both.js';
import { expectBitEqual, expectClose, type Tolerance } from './compare.js';
import { seeds } from './random.js';

/** What the GPU steps of the ladder need to know of an op. Guards and NaN prefill come with `runOn`. */
export interface Ladder<Shape, Name extends string> {
  readonly shapes: fc.Arbitrary<Shape>;
  /** The shape for the workgroup-size and the bit-equality runs: odd, and more than one workgroup. */
  readonly fixed: Shape;
  tensors(shape: Shape, seed: number): Record<Name, TensorInput>;
  /** Records every kernel of the op; `workgroup` undefined takes the default. */
  record(shape: Shape, workgroup?: number): (recorder: Recorder, slices: Record<NoInfer<Name>, Slice>) => void;
  readonly outputs: readonly NoInfer<Name>[];
  tolerance(shape: Shape): Tolerance;
  readonly numRuns?: number;
  readonly workgroups?: readonly [number, number];
}

/** GPU against the f64 twin over random shapes, two workgroup sizes, two runs. `gpu` is asked when a test runs. */
export function climb<Shape, Name extends string>(gpu: () => Gpu, ladder: Ladder<Shape, Name>): void {
  const { shapes, fixed, tensors, record, outputs, tolerance, numRuns = 20, workgroups = [32, 128] } = ladder;

  it('equals the f64 twin over random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const both = await runOnBoth(gpu(), tensors(shape, seed), record(shape));
        for (const name of outputs) {
          expectClose(`${name} ${JSON.stringify(shape)}`, both.gpu[name], both.cpu[name], tolerance(shape));
        }
      }),
      { numRuns },
    );
  });

  it('does not depend on the workgroup size', async () => {
    const expected = await runOn(gpu(), tensors(fixed, 7), record(fixed));
    for (const workgroup of workgroups) {
      const got = await runOn(gpu(), tensors(fixed, 7), record(fixed, workgroup));
      for (const name of outputs) expectClose(`${name} at ${workgroup}`, got[name], expected[name], tolerance(fixed));
    }
  });

  it('is bit-equal in two runs', async () => {
    const a = await runOn(gpu(), tensors(fixed, 9), record(fixed));
    const b = await runOn(gpu(), tensors(fixed, 9), record(fixed));
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
}
