import { describe, expect, test, vi } from 'vitest';
import type { Engine, Enrolment } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import { connect } from '../../src/worker/client.js';
import { serveEngine } from '../../src/worker/serve.js';
import { Supervisor } from '../../src/worker/supervisor.js';
import { ChannelWorker } from '../support/channel-worker.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);
const never = () => new Promise<never>(() => {});

/** The first worker never answers `embed`. */
const hanging = {
  change: (fake: Engine, worker: number) => {
    if (worker === 0) fake.embed = never;
  },
};

describe('abort', () => {
  test('a call that only looks rejects at once, with the reason, and the engine is told', async () => {
    let heard: (signal: AbortSignal) => void;
    const started = new Promise<AbortSignal>((done) => {
      heard = done;
    });
    const { engine } = await supervise({
      change: (fake) => {
        fake.embed = (_pictures, options) => {
          heard(options!.signal!);
          return never();
        };
      },
    });
    const controller = new AbortController();
    const embedding = engine.embed([picture], { signal: controller.signal });
    const inWorker = await started;
    controller.abort('enough');
    expect((await refusal(embedding, 'aborted')).cause).toBe('enough');
    await engine.info();
    expect(inWorker.aborted).toBe(true);
  });

  test('an aborted signal sends nothing', async () => {
    const { engine, fakes } = await supervise();
    const error = await refusal(engine.identify(picture, { signal: AbortSignal.abort('no') }), 'aborted');
    expect(error.cause).toBe('no');
    expect(fakes[0]!.log).toEqual([]);
  });

  test('a call that changes state says whether the abort came in time', async () => {
    let calls = 0;
    const { engine } = await supervise({
      change: (fake) => {
        fake.enrol = (_identity, _pictures, options) => {
          const isInTime = calls++ === 0;
          return new Promise<Enrolment>((resolve, reject) => {
            options!.signal!.addEventListener('abort', () => {
              if (isInTime) reject(new KinfoldError('aborted', 'enrol: aborted'));
              else resolve({ identity: 'Ada', added: 1, pictures: 1 });
            });
          });
        };
      },
    });
    const abortedDuring = async () => {
      const controller = new AbortController();
      const enrolment = engine.enrol('Ada', [picture], { signal: controller.signal });
      await engine.info();
      controller.abort('enough');
      return enrolment;
    };
    expect((await refusal(abortedDuring(), 'aborted')).cause).toBe('enough');
    expect(await abortedDuring()).toMatchObject({ identity: 'Ada' });
  });
});

describe('close', () => {
  test('ends the worker; pending and later calls reject with closed', async () => {
    const { engine, workers } = await supervise(hanging);
    const pending = refusal(engine.embed([picture]), 'closed');
    await engine.close();
    await pending;
    expect(workers[0]!.isTerminated).toBe(true);
    await refusal(engine.info(), 'closed');
    await refusal(engine.restart(), 'closed');
    await refusal(engine.teach().next(), 'closed');
    await engine.close();
  });

  test('during a restart wins', async () => {
    const { engine, workers } = await supervise();
    workers[0]!.fail('gone');
    const restarting = refusal(engine.restart(), 'closed');
    await engine.close();
    await restarting;
    expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true);
  });
});

describe('connect', () => {
  test('rejects with what opening the engine throws and ends the worker', async () => {
    let worker: ChannelWorker | undefined;
    const start = () => {
      const open = async () => {
        throw new KinfoldError('checksum-mismatch', 'openModel: another file');
      };
      worker = new ChannelWorker((endpoint) => serveEngine(open, endpoint));
      return worker;
    };
    await refusal(Supervisor.connect(start, { backbone: 'card.json' }, 2000), 'checksum-mismatch');
    expect(worker!.isTerminated).toBe(true);
  });

  test('says where to look if the worker cannot be loaded', async () => {
    const start = () => {
      const worker = new ChannelWorker((endpoint) => serveEngine(never, endpoint));
      setTimeout(() => worker.fail());
      return worker;
    };
    const error = await refusal(Supervisor.connect(start, { backbone: 'card.json' }, 2000), 'worker-crashed');
    expect(error.message).toMatch(/could not be loaded; check that workerUrl/);
  });

  test('refuses senseless options and a thread without workers', async () => {
    const backbone = 'https://kinfold.test/card.json';
    for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await refusal(connect({ backbone, timeout }), 'argument-invalid');
    }
    await refusal(connect({ backbone: 'no base to resolve this' }), 'argument-invalid');
    // onnxruntime brings one along where there is none.
    vi.stubGlobal('Worker', undefined);
    await refusal(connect({ backbone }), 'dependency-missing');
    vi.unstubAllGlobals();
  });
});
