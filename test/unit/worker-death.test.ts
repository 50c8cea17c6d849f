import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);
const never = () => new Promise<never>(() => {});
const names = async (engine: { identities(): Promise<readonly { identity: string }[]> }) =>
  (await engine.identities()).map(({ identity }) => identity);

/** The first worker never answers `embed`. */
const hanging = {
  change: (fake: Engine, worker: number) => {
    if (worker === 0) fake.embed = never;
  },
};

describe('a dead worker', () => {
  test('rejects everything pending and everything after, and restart() brings gallery and weights back', async () => {
    const { engine, workers, fakes } = await supervise(hanging);
    await engine.enrol('Ada', [picture]);
    await engine.enrol('Bob', [picture]);
    for await (const _ of engine.teach({ steps: 2 }));
    const before = await engine.save();
    const pending = [engine.embed([picture]), engine.embed([picture, picture])].map((call) =>
      refusal(call, 'worker-crashed'),
    );
    workers[0]!.fail('out of memory');
    for (const error of await Promise.all(pending)) {
      expect(error.message).toBe('embed: the engine worker failed: out of memory; call restart()');
    }
    expect(workers[0]!.isTerminated).toBe(true);
    await refusal(engine.save(), 'worker-crashed');
    await refusal(engine.teach().next(), 'worker-crashed');
    await engine.restart();
    expect(fakes).toHaveLength(2);
    expect(await engine.save()).toEqual(before);
    expect(await engine.embed([picture])).toHaveLength(1);
  });

  test('in the middle of a teach leaves what was there before it', async () => {
    const { engine, workers } = await supervise();
    await engine.enrol('Ada', [picture]);
    const before = await engine.save();
    const run = async () => {
      for await (const { step } of engine.teach({ steps: 10 })) if (step === 2) workers[0]!.fail('gone');
    };
    await refusal(run(), 'worker-crashed');
    await engine.restart();
    expect(await engine.save()).toEqual(before);
  });

  test('an answer that cannot be read is a crash', async () => {
    const { engine, workers } = await supervise(hanging);
    const pending = refusal(engine.embed([picture]), 'worker-crashed');
    workers[0]!.garble();
    expect((await pending).message).toMatch(/could not be read/);
  });

  test('that dies without a word is found by the time-out, which ends it', async () => {
    const { engine, workers } = await supervise({ timeout: 100 });
    await engine.enrol('Ada', [picture]);
    workers[0]!.vanish();
    const late = engine.embed([picture]);
    await new Promise((done) => setTimeout(done, 50));
    const other = refusal(engine.info(), 'worker-crashed');
    expect((await refusal(late, 'timeout')).message).toMatch(
      /^embed: no sign of life from the engine worker in 100 ms/,
    );
    expect((await other).cause).toMatchObject({ code: 'timeout' });
    expect(workers[0]!.isTerminated).toBe(true);
    await engine.restart();
    expect(await names(engine)).toEqual(['Ada']);
  });

  test('is started once, however many ask for it', async () => {
    const { engine, workers } = await supervise();
    workers[0]!.fail('gone');
    await Promise.all([engine.restart(), engine.restart()]);
    expect(workers).toHaveLength(2);
  });

  test('that cannot be opened again can be tried again', async () => {
    let isBroken = false;
    const { engine, workers } = await supervise({
      change: () => {
        if (isBroken) throw new KinfoldError('adapter-missing', 'openDevice: no adapter');
      },
    });
    await engine.enrol('Ada', [picture]);
    isBroken = true;
    workers[0]!.fail('gone');
    await refusal(engine.restart(), 'adapter-missing');
    expect(workers[1]!.isTerminated).toBe(true);
    await refusal(engine.info(), 'worker-crashed');
    isBroken = false;
    await engine.restart();
    expect(await names(engine)).toEqual(['Ada']);
  });

  test('keeps the state of the last change, also of changes at the same time', async () => {
    const { engine, workers } = await supervise();
    await Promise.all([engine.enrol('Ada', [picture]), engine.enrol('Bob', [picture]), engine.enrol('Eve', [picture])]);
    await engine.remove('Bob');
    workers[0]!.fail('gone');
    await engine.restart();
    expect(await names(engine)).toEqual(['Ada', 'Eve']);
    const file = await engine.save();
    await engine.remove('Ada');
    await engine.load(file);
    workers[1]!.fail('gone again');
    await engine.restart();
    expect(await names(engine)).toEqual(['Ada', 'Eve']);
  });
});

describe('restart of a living worker', () => {
  test("is the engine's own", async () => {
    const { engine, workers, fakes } = await supervise();
    await engine.restart();
    expect(workers).toHaveLength(1);
    expect(fakes[0]!.log).toEqual([['restart']]);
  });

  test('starts another worker if the engine cannot', async () => {
    const { engine, workers } = await supervise({
      change: (fake) => {
        fake.restart = async () => {
          throw new KinfoldError('adapter-missing', 'openDevice: no adapter');
        };
      },
    });
    await engine.enrol('Ada', [picture]);
    await engine.restart();
    expect(workers).toHaveLength(2);
    expect(workers[0]!.isTerminated).toBe(true);
    expect(await names(engine)).toEqual(['Ada']);
  });
});
