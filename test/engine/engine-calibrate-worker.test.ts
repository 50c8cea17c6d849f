import { expect, it, onTestFinished } from 'vitest';
import { serveEngine } from '../../src/worker/serve.js';
import { Supervisor } from '../../src/worker/supervisor.js';
import { ChannelWorker } from '../support/channel-worker.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { code, enrolEveryone } from '../support/engine-under-test.js';
import { openTinyEngine, picturesOf, tinyModel } from '../support/tiny-engine.js';

it('an engine in a worker is calibrated, and still is in the worker after the one that died', async () => {
  const backbone = await tinyModel();
  const workers: ChannelWorker[] = [];
  const start = () => {
    const worker = new ChannelWorker((endpoint) =>
      serveEngine(() => openTinyEngine({ backbone, backend: 'cpu' }), endpoint),
    );
    workers.push(worker);
    return worker;
  };
  const engine = await Supervisor.connect(start, { backbone }, 60_000);
  onTestFinished(() => engine.close());
  await enrolEveryone(engine);
  const cohort = await cohortOf(strangers(60, 1));
  const signal = AbortSignal.abort();
  await expect(engine.calibrate({ far: 0.1, cohort, signal })).rejects.toEqual(code('aborted'));
  await expect(engine.calibrate({ far: 0.01, cohort })).rejects.toEqual(code('far-unsupported'));
  expect((await engine.info()).calibration).toBeNull();
  const calibration = await engine.calibrate({ far: 0.1, cohort });
  // The caller keeps the file.
  expect(cohort.length).toBeGreaterThan(1000);
  const [probe] = picturesOf('Bo', 50, 1);
  const isCalibrated = async () => {
    expect((await engine.info()).calibration).toEqual({ ...calibration, isCurrent: true });
    const { threshold, log10LikelihoodRatio } = await engine.identify(probe!, { likelihoodRatio: true });
    expect(threshold).toBe(calibration.identify.threshold);
    expect(log10LikelihoodRatio).toBeGreaterThan(0);
    await expect(engine.checkDrift()).rejects.toEqual(code('too-few-decisions'));
  };
  await isCalibrated();
  await engine.restart();
  await isCalibrated();
  workers.at(-1)!.fail('out of memory');
  await expect(engine.identify(probe!)).rejects.toEqual(code('worker-crashed'));
  await engine.restart();
  expect(workers).toHaveLength(2);
  await isCalibrated();
  await engine.enrol('Dee', picturesOf('Ada', 90, 1));
  workers.at(-1)!.fail('out of memory');
  await engine.restart();
  await expect(engine.identify(probe!)).rejects.toEqual(code('calibration-stale'));
});
