import { describe, expect, test } from 'vitest';
import type { TeachProgress } from '../../src/train/options.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);

describe('corrections through the worker', () => {
  test('sides, options and progress cross, and the report comes back', async () => {
    const { engine, fakes } = await supervise();
    const steps: number[] = [];
    const onProgress = ({ step }: TeachProgress) => void steps.push(step);
    const report = await engine.tell({ different: ['Bo', picture] }, { steps: 3, onProgress });
    expect(report).toMatchObject({ steps: 3, distance: { before: 0.1, after: 1 } });
    expect(steps).toEqual([1, 2, 3]);
    expect(fakes[0]!.log).toContainEqual(['tell', { different: ['Bo', picture] }, { steps: 3 }]);
    // The caller keeps the picture.
    expect(picture.length).toBe(3);
  });

  test('the state after a correction, an undo and a redo survives the worker', async () => {
    const { engine, workers } = await supervise();
    await engine.enrol('Ada', []);
    const states = [await engine.save()];
    await engine.tell({ same: ['Ada', picture] }, { steps: 2 });
    states.push(await engine.save());
    for (const [change, expected] of [
      [() => engine.undo(), undefined],
      [() => engine.redo(), states[1]],
    ] as const) {
      await change();
      const before = await engine.save();
      if (expected) expect(before).toEqual(expected);
      workers.at(-1)!.terminate();
      await engine.restart();
      expect(await engine.save()).toEqual(before);
    }
  });

  test('an abort stops it', async () => {
    const { engine } = await supervise();
    const controller = new AbortController();
    const onProgress = () => controller.abort('enough');
    const telling = engine.tell({ same: ['Ada', 'Bo'] }, { steps: 1000, signal: controller.signal, onProgress });
    expect((await refusal(telling, 'aborted')).cause).toBe('enough');
  });
});
