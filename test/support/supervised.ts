import { expect, onTestFinished } from 'vitest';
import type { EngineOptions } from '../../src/engine/options.js';
import type { Engine } from '../../src/engine/types.js';
import { KinfoldError, type KinfoldErrorCode } from '../../src/errors.js';
import { serveEngine } from '../../src/worker/serve.js';
import { Supervisor } from '../../src/worker/supervisor.js';
import { ChannelWorker } from './channel-worker.js';
import { fakeEngine } from './fake-engine.js';

/** A supervised fake engine. `workers` and `fakes` grow by one with every worker that is started. */
export async function supervise({ timeout = 2000, change = (_engine: Engine, _worker: number) => {} } = {}) {
  const workers: ChannelWorker[] = [];
  const fakes: ReturnType<typeof fakeEngine>[] = [];
  const start = () => {
    const create = async () => {
      const fake = fakeEngine();
      change(fake.engine, fakes.length);
      fakes.push(fake);
      return fake.engine;
    };
    const worker = new ChannelWorker((endpoint) => serveEngine(create, endpoint));
    workers.push(worker);
    return worker;
  };
  const options: EngineOptions = { backbone: 'https://kinfold.test/card.json' };
  const engine = await Supervisor.connect(start, options, timeout);
  onTestFinished(() => engine.close());
  return { engine, workers, fakes };
}

/** The `KinfoldError` that a promise rejects with; fails if it rejects with anything else or not at all. */
export async function refusal(promise: Promise<unknown>, code: KinfoldErrorCode): Promise<KinfoldError> {
  const error = await promise.then(
    () => expect.fail(`resolved, but ${code} was expected`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KinfoldError);
  expect((error as KinfoldError).code).toBe(code);
  return error as KinfoldError;
}
