import { describe, expect, it } from 'vitest';
import { expectBitEqual } from '../support/compare.js';
import { enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { picturesOf, WIDTH } from '../support/tiny-engine.js';

describe.each(['webgpu', 'cpu'] as const)('engine on %s', (backend) => {
  it('enrols, teaches, recognises, forgets', async () => {
    const { engine } = await openEngine({ backend });
    await enrolEveryone(engine);
    expect(await engine.info()).toMatchObject({
      backend,
      featureWidth: WIDTH,
      embeddingWidth: WIDTH,
      provider: 'wasm',
    });
    expect(await engine.identities()).toEqual([
      { identity: 'Ada', pictures: 4 },
      { identity: 'Bo', pictures: 4 },
      { identity: 'Cy', pictures: 4 },
    ]);
    const { steps, report } = await teach(engine);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(report).toMatchObject({ steps: 12, identities: 3, pictures: 12 });
    const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
    expect(sum(report.before.positive.counts)).toBe(3 * 6);
    expect(sum(report.after.negative.counts)).toBe(3 * 16);

    const [probe] = picturesOf('Bo', 50, 1);
    const [embedding] = await engine.embed([probe!]);
    expect(Math.hypot(...embedding!)).toBeCloseTo(1, 5);
    expect(await engine.identify(probe!)).toMatchObject({ identity: 'Bo', threshold: 0.1 });
    expect(await engine.identify(picturesOf('Cy', 60, 3))).toMatchObject({ identity: 'Cy' });
    expect(await engine.verify('Bo', probe!)).toMatchObject({ identity: 'Bo', match: true });
    expect(await engine.verify('Ada', probe!)).toMatchObject({ match: false });
    await engine.remove('Bo');
    const stranger = await engine.identify(probe!);
    expect(stranger.identity).toBeNull();
    expect(stranger.candidates.map(({ identity }) => identity).sort()).toEqual(['Ada', 'Cy']);
  });

  it('teaches the same weights from the same seed, and saves and loads them', async () => {
    let { engine } = await openEngine({ backend });
    await enrolEveryone(engine);
    const start = await engine.save();
    await teach(engine, { seed: 3 });
    const taught = await engine.save();
    await engine.load(start);
    expectBitEqual('before teaching', await engine.save(), start);
    await teach(engine, { seed: 3 });
    expectBitEqual('after teaching', await engine.save(), taught);
    expect(Buffer.compare(start, taught)).not.toBe(0);
    await engine.close();
    ({ engine } = await openEngine({ backend }));
    await engine.load(taught);
    expectBitEqual('in another engine', await engine.save(), taught);
    expect(await engine.identify(picturesOf('Ada', 70, 1)[0]!)).toMatchObject({ identity: 'Ada' });
  });
});
