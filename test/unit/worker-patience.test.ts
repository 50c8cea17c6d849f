import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);

/** Calls take turns, as the engine's do, and each picture takes `delay` ms. `batches` grows by the pictures of each `embed`. */
function slowly(delay: number, batches: number[] = []) {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(pictures: readonly unknown[], task: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => sleep(delay * pictures.length)).then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
  const change = (fake: Engine) => {
    const { embed, enrol } = fake;
    fake.embed = (pictures, options) => {
      batches.push(pictures.length);
      return inTurn(pictures, () => embed(pictures, options));
    };
    fake.enrol = (identity, pictures, options) => inTurn(pictures, () => enrol(identity, pictures, options));
  };
  return change;
}

describe('a worker that is well', () => {
  test('is not ended because calls wait for their turn longer than the time-out', async () => {
    const { engine, workers } = await supervise({ timeout: 250, change: slowly(4) });
    const names = Array.from({ length: 200 }, (_, index) => `person ${index}`);
    const enrolments = await Promise.all(names.map((name) => engine.enrol(name, [picture])));
    expect(enrolments.map(({ identity }) => identity)).toEqual(names);
    expect(workers).toHaveLength(1);
    expect(workers[0]!.isTerminated).toBe(false);
  });

  test('embeds more pictures than fit into the time-out', async () => {
    const batches: number[] = [];
    const { engine } = await supervise({ timeout: 250, change: slowly(5, batches) });
    const embeddings = await engine.embed(Array.from({ length: 70 }, () => picture));
    expect(batches).toEqual([16, 16, 16, 16, 6]);
    // The fake engine numbers the pictures of a call.
    expect(embeddings.map(([number]) => number)).toEqual(Array.from({ length: 70 }, (_, index) => index % 16));
  });

  test('is not asked for the rest when a picture is refused', async () => {
    const signals: AbortSignal[] = [];
    const { engine } = await supervise({
      change: (fake) => {
        fake.embed = async (_pictures, options) => {
          signals.push(options!.signal!);
          if (signals.length === 1) throw new KinfoldError('picture-corrupt', 'decodePicture: damaged');
          return new Promise<never>(() => {});
        };
      },
    });
    await refusal(engine.embed(Array.from({ length: 40 }, () => picture)), 'picture-corrupt');
    await engine.info();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true]);
  });

  test('hears an abort for every picture that waits', async () => {
    const { engine, fakes } = await supervise({ change: slowly(2) });
    const controller = new AbortController();
    const embedding = engine.embed(
      Array.from({ length: 40 }, () => picture),
      { signal: controller.signal },
    );
    await engine.info();
    controller.abort('enough');
    expect((await refusal(embedding, 'aborted')).cause).toBe('enough');
    expect(fakes[0]!.log.filter(([name]) => name === 'embed')).toEqual([]);
  });
});

test('a worker that answers nothing is ended, however many calls come', async () => {
  const { engine, workers } = await supervise({ timeout: 100 });
  workers[0]!.vanish();
  const first = refusal(engine.info(), 'timeout');
  const later = setInterval(() => engine.info().catch(() => {}), 20);
  await first;
  clearInterval(later);
  expect(workers[0]!.isTerminated).toBe(true);
});
