import { beforeAll, describe, expect, it } from 'vitest';
import { cohortOf, strangers } from '../support/cohorts.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openCalibrated, openEngine, teach } from '../support/engine-under-test.js';
import { refusal } from '../support/refusal.js';
import { picturesOf } from '../support/tiny-engine.js';

const people = strangers(60, 1);
let cohort: Uint8Array;
beforeAll(async () => {
  cohort = await cohortOf(people);
});

const calibrated = (backend?: 'webgpu' | 'cpu') => openCalibrated(cohort, backend);

const probe = picturesOf('Bo', 50, 1)[0]!;
const stale = refusal('calibration-stale', /call calibrate\(\) again or pass a threshold/);

describe.each(['webgpu', 'cpu'] as const)('calibrate on %s', (backend) => {
  it('measures what decisions on the very pictures of the cohort do', async () => {
    const { engine, calibration } = await calibrated(backend);
    expect(calibration).toMatchObject({
      far: 0.1,
      confidence: 0.95,
      smallestFar: 0.05,
      strangers: 60,
      strangerPictures: 120,
      identities: 3,
      pictures: 12,
    });
    const { verify, identify, enrolledFar } = calibration;
    let [identified, verified] = [0, 0];
    for (const picture of people.flat()) {
      if ((await engine.identify(picture)).identity !== null) identified++;
      for (const name of ['Ada', 'Bo', 'Cy']) if ((await engine.verify(name, picture)).match) verified++;
    }
    expect(identify.far.rate).toBeCloseTo(identified / 120, 10);
    expect(verify.far.rate).toBeCloseTo(verified / 360, 10);
    expect(identify.far.rate).toBeLessThan(0.1);
    expect(identify.threshold).toBeLessThan(verify.threshold);
    expect(identify.far.upper).toBeGreaterThan(identify.far.rate);
    expect(enrolledFar).toMatchObject({ rate: 0 });
    expect(verify.frr!.rate).toBeLessThanOrEqual(identify.frr!.rate);
    expect(verify.cllr).toBeLessThan(1);
  });
});

describe('a calibration', () => {
  it('keeps its promise to strangers whom it has not seen, and replaces the threshold of the options', async () => {
    const { engine, calibration } = await calibrated();
    let accepted = 0;
    for (const picture of strangers(150, 2).flat()) if ((await engine.identify(picture)).identity !== null) accepted++;
    expect(accepted / 300).toBeLessThan(0.1);
    expect((await engine.identify(probe)).threshold).toBe(calibration.identify.threshold);
    expect((await engine.verify('Bo', probe)).threshold).toBe(calibration.verify.threshold);
    expect((await engine.identify(probe, { threshold: 0.7 })).threshold).toBe(0.7);
    expect(await engine.info()).toMatchObject({ threshold: 0.5, calibration: { ...calibration, isCurrent: true } });
  });

  it('keeps its normal tail through save and load', async () => {
    const { engine, calibration } = await calibrated();
    const tailed = await engine.calibrate({ far: 0.25, cohort, tail: 'normal' });
    expect([calibration.tail, tailed.tail, tailed.far]).toEqual(['counted', 'normal', 0.25]);
    const counted = await engine.calibrate({ far: 0.25, cohort });
    for (const kind of ['verify', 'identify'] as const) {
      expect(tailed[kind].threshold).toBeGreaterThan(0);
      expect(tailed[kind].threshold).toBeLessThanOrEqual(counted[kind].threshold);
    }
    await engine.calibrate({ far: 0.25, cohort, tail: 'normal' });
    const { engine: other } = await openEngine({ backend: 'cpu' });
    await other.load(await engine.save());
    expect((await other.info()).calibration).toEqual({ ...tailed, isCurrent: true });
  });

  it('is stale after enrol, remove and teach: decisions are refused, unless they bring a threshold', async () => {
    const { engine, calibration } = await calibrated();
    const isStale = async () => {
      await expect(engine.identify(probe)).rejects.toEqual(stale);
      await expect(engine.verify('Bo', probe)).rejects.toEqual(stale);
      await expect(engine.checkDrift()).rejects.toEqual(stale);
      await expect(engine.verify('Bo', probe, { threshold: 1, likelihoodRatio: true })).rejects.toEqual(stale);
      expect(await engine.verify('Bo', probe, { threshold: 0.5 })).toMatchObject({ match: true });
      expect((await engine.info()).calibration).toMatchObject({ far: 0.1, isCurrent: false });
    };
    await engine.enrol('Dee', picturesOf('Ada', 90, 1));
    await isStale();
    await engine.remove('Dee');
    expect((await engine.identify(probe)).threshold).toBe(calibration.identify.threshold);
    const before = await engine.save();
    await teach(engine, { learningRate: 1e-3 });
    // A teach that keeps the weights keeps the calibration.
    if (!(await engine.info()).calibration!.isCurrent) await isStale();
    else expectBitEqual('state', await engine.save(), before);
    await engine.load(before);
    expect((await engine.identify(probe)).threshold).toBe(calibration.identify.threshold);
    await engine.remove('Cy');
    await isStale();
    await engine.calibrate({ far: 0.2, cohort });
    expect((await engine.info()).calibration).toMatchObject({ far: 0.2, identities: 2, isCurrent: true });
  });

  it('outlives save and load, and a restart; a stale one stays stale', async () => {
    const { engine, calibration } = await calibrated();
    const saved = await engine.save();
    await engine.restart();
    expect((await engine.identify(probe)).threshold).toBe(calibration.identify.threshold);
    const { engine: other } = await openEngine({ backend: 'cpu' });
    await other.load(saved);
    expectBitEqual('saved again', await other.save(), saved);
    expect((await other.info()).calibration).toEqual({ ...calibration, isCurrent: true });
    expect((await other.verify('Bo', probe, { likelihoodRatio: true })).log10LikelihoodRatio).toBeGreaterThan(0);
    await engine.remove('Ada');
    await other.load(await engine.save());
    await expect(other.identify(probe)).rejects.toEqual(stale);
    const { engine: plain } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(plain);
    await other.load(await plain.save());
    expect((await other.info()).calibration).toBeNull();
    expect((await other.identify(probe)).threshold).toBe(0.1);
  });

  it('gives likelihood ratios on request, with as much weight as its people have', async () => {
    const { engine } = await calibrated();
    const own = await engine.verify('Bo', probe, { likelihoodRatio: true });
    const other = await engine.verify('Ada', probe, { likelihoodRatio: true });
    expect(own.log10LikelihoodRatio).toBeGreaterThan(0);
    expect(own.log10LikelihoodRatio).toBeLessThanOrEqual(Math.log10(20));
    // Three identities rule nothing out: the ratio never speaks against.
    expect(other.log10LikelihoodRatio).toBe(0);
    expect((await engine.identify(probe, { likelihoodRatio: true })).log10LikelihoodRatio).toBeGreaterThan(0);
    expect(await engine.verify('Bo', probe)).not.toHaveProperty('log10LikelihoodRatio');
  });

  it('recognises drift from the distances of decisions on one picture', async () => {
    const { engine } = await calibrated();
    const ask = async (pictures: ReturnType<typeof strangers>) => {
      for (const picture of pictures.flat()) await engine.identify(picture);
    };
    await expect(engine.checkDrift()).rejects.toEqual(refusal('too-few-decisions', /0 unknown/));
    for (let i = 0; i < 60; i++) await engine.identify(people[i]!);
    await expect(engine.checkDrift()).rejects.toEqual(code('too-few-decisions'));
    await ask(strangers(150, 3));
    const { drifted, decisions, count } = await engine.checkDrift();
    expect([drifted, decisions]).toEqual([false, 'unknown']);
    expect(count).toBeGreaterThan(200);
    // A camera that sees everything in one corner of the colours.
    for (let i = 0; i < 400; i++) await engine.identify(people[0]![i % 2]!);
    expect(await engine.checkDrift()).toMatchObject({ drifted: true, pValue: expect.closeTo(0, 3) });
  });
});
