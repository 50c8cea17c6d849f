import { describe, expect, it } from 'vitest';
import type { TeachProgress } from '../../src/train/options.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { colourPicture, picturesOf } from '../support/tiny-engine.js';

const fast = { steps: 24, every: 4, pictures: 3, learningRate: 5e-3, patience: 4 };
/** Nearly Bo's colour, but somebody else. */
const impostor = colourPicture([75, 175, 75], 7);

describe('tell', () => {
  it('that a picture does not show whom it looks like moves it away, and every later teach keeps it away', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    const before = (await engine.verify('Bo', impostor)).distance;
    const progress: TeachProgress[] = [];
    const onProgress = (step: TeachProgress) => void progress.push(step);
    const report = await engine.tell({ different: ['Bo', impostor] }, { ...fast, onProgress });
    expect(report.kept).toBe('after');
    expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(report.distance.before).toBeCloseTo(before, 5);
    expect(report.distance.after).toBeGreaterThan(before);
    expect(report.distance.after).toBeCloseTo((await engine.verify('Bo', impostor)).distance, 5);
    expect(report.others).toMatchObject({ pairs: 3, confused: [], resolved: [], stillConfused: [] });
    expect(report.others.distance!.after).not.toBe(report.others.distance!.before);
    const { report: later } = await teach(engine, { ...fast, seed: 8 });
    expect(later.judgement!.before.told).not.toBe(0);
  });

  it('is saved, loaded, undone with its teach, and goes with the identity', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    const empty = await engine.save();
    await engine.tell({ different: ['Bo', impostor] }, fast);
    const saved = await engine.save();
    const other = (await openEngine({ backend: 'cpu' })).engine;
    await other.load(saved);
    expectBitEqual('saved again', await other.save(), saved);
    const { report } = await teach(other, { ...fast, seed: 8 });
    expect(report.judgement!.before.told).not.toBe(0);
    await engine.undo();
    expectBitEqual('undone', await engine.save(), empty);
    await engine.redo();
    expectBitEqual('done again', await engine.save(), saved);
    await engine.remove('Bo');
    const left = await teach(engine, { ...fast, seed: 8 });
    expect(left.report.judgement!.before.told).toBe(0);
  });

  it('that two identities are the same makes them kin', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    await engine.enrol(
      'Bo again',
      [80, 81, 82].map((n) => colourPicture([90, 160, 90], n)),
    );
    const { distance, kept } = await engine.tell({ same: ['Bo', 'Bo again'] }, fast);
    expect(kept).toBe('after');
    expect(distance.after).toBeLessThan(distance.before);
    // The opposite replaces it.
    await engine.tell({ different: ['Bo again', 'Bo'] }, fast);
  });

  it('takes an enrolled picture for its identity', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    const [bo] = picturesOf('Bo', 0, 1);
    await expect(engine.tell({ same: ['Bo', bo!] }, fast)).rejects.toEqual(code('argument-invalid'));
    const report = await engine.tell({ different: ['Ada', bo!] }, fast);
    expect(report.others.pairs).toBe(2);
    await engine.enrol('Eve', [impostor, colourPicture([75, 175, 75], 8)]);
    expect((await engine.tell({ different: ['Bo', impostor] }, fast)).others.pairs).toBe(5);
  });

  it('refuses what contradicts or names nobody, with nothing changed', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    await engine.tell({ same: ['Ada', impostor] }, { ...fast, steps: 1 });
    const before = await engine.save();
    const other = colourPicture([10, 10, 10], 9);
    await engine.tell({ same: ['Ada', 'Bo'] }, { ...fast, steps: 1 });
    await engine.undo();
    await expect(engine.tell({ same: ['Eve', other] })).rejects.toEqual(code('identity-unknown'));
    await expect(engine.tell({ same: ['Ada', 'Ada'] })).rejects.toEqual(code('argument-invalid'));
    await expect(engine.tell({} as never)).rejects.toEqual(code('argument-invalid'));
    await expect(engine.tell({ same: ['Ada'] } as never)).rejects.toEqual(code('argument-invalid'));
    await expect(engine.tell({ same: ['Ada', 'Bo'] }, { signal: AbortSignal.abort() })).rejects.toEqual(
      code('aborted'),
    );
    expectBitEqual('state', await engine.save(), before);
    await engine.tell({ same: [impostor, 'Bo'] }, { ...fast, steps: 1 });
    await expect(engine.tell({ different: ['Ada', 'Bo'] }, fast)).rejects.toEqual(code('argument-invalid'));
  });
});
