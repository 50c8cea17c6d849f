import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openCalibrated, openEngine } from '../support/engine-under-test.js';
import { refusal } from '../support/refusal.js';
import { picturesOf } from '../support/tiny-engine.js';

const people = strangers(60, 1);
let cohort: Uint8Array;
beforeAll(async () => {
  cohort = await cohortOf(people);
});

const calibrated = () => openCalibrated(cohort);
const probe = picturesOf('Bo', 50, 1)[0]!;

describe('calibrate refuses, with nothing changed', () => {
  const refused: [string, (engine: Engine) => Promise<unknown>, ReturnType<typeof code>][] = [
    [
      'a FAR',
      (engine) => engine.calibrate({ far: 0.01, cohort }),
      refusal('far-unsupported', /300 strangers.*has 60.*240 more/),
    ],
    [
      'a tail',
      (engine) => engine.calibrate({ far: 0.1, cohort, tail: 'long' as 'normal' }),
      refusal('argument-invalid', /tail is long, expected counted or normal/),
    ],
    [
      'a far that a normal tail says nothing about',
      (engine) => engine.calibrate({ far: 1e-10, cohort, tail: 'normal' }),
      code('far-unsupported'),
    ],
    ['far 0', (engine) => engine.calibrate({ far: 0, cohort }), code('argument-invalid')],
    [
      'a short file',
      (engine) => engine.calibrate({ far: 0.1, cohort: cohort.subarray(0, 500) }),
      code('save-truncated'),
    ],
    [
      'another kind of file',
      async (engine) => engine.calibrate({ far: 0.1, cohort: await engine.save() }),
      code('save-invalid'),
    ],
    [
      'the cohort of another network',
      async (engine) => engine.calibrate({ far: 0.1, cohort: await cohortOf(people, { trainable: 'all' }) }),
      code('save-mismatch'),
    ],
    [
      'a cohort with a picture that is enrolled',
      async (engine) => engine.calibrate({ far: 0.1, cohort: await cohortOf([...people, picturesOf('Bo', 0, 1)]) }),
      refusal('argument-invalid', /1 pictures of the cohort are enrolled, one of them as "Bo"/),
    ],
    ['an abort', (engine) => engine.calibrate({ far: 0.1, cohort, signal: AbortSignal.abort() }), code('aborted')],
  ];

  it.each(refused)('%s', async (_, call, error) => {
    const { engine } = await calibrated();
    const before = await engine.save();
    await expect(call(engine)).rejects.toEqual(error);
    expectBitEqual('state', await engine.save(), before);
  });

  it('without a gallery; likelihood ratios and drift without a calibration, or without two pictures of anyone', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await expect(engine.calibrate({ far: 0.1, cohort })).rejects.toEqual(code('gallery-empty'));
    await enrolEveryone(engine, 1);
    const missing = code('calibration-missing');
    await expect(engine.checkDrift()).rejects.toEqual(missing);
    await expect(engine.identify(probe, { likelihoodRatio: true })).rejects.toEqual(missing);
    const { verify } = await engine.calibrate({ far: 0.1, cohort });
    expect([verify.frr, verify.cllr]).toEqual([null, null]);
    await expect(engine.identify(probe, { likelihoodRatio: true })).rejects.toEqual(missing);
  });
});
