import { describe, expect, it } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { picturesOf } from '../support/tiny-engine.js';

describe('what the engine survives', () => {
  it.each([1, 2, 5, 12])('an abort at step %i', async (step) => {
    const { engine } = await openEngine();
    await enrolEveryone(engine);
    const before = await engine.save();
    const controller = new AbortController();
    const teaching = engine.teach({ steps: 12, every: 1, pictures: 3, signal: controller.signal });
    for (let i = 0; i < step; i++) await teaching.next();
    controller.abort();
    await expect(teaching.next()).rejects.toEqual(code('aborted'));
    expectBitEqual('state', await engine.save(), before);
    expect((await teach(engine)).steps.length).toBe(12);
  });

  it('an abort before anything began', async () => {
    const { engine } = await openEngine();
    await enrolEveryone(engine);
    const signal = AbortSignal.abort();
    await expect(teach(engine, { signal })).rejects.toEqual(code('aborted'));
    await expect(engine.embed(picturesOf('Ada', 0, 1), { signal })).rejects.toEqual(code('aborted'));
    await expect(engine.enrol('Ada', picturesOf('Ada', 80, 1), { signal })).rejects.toEqual(code('aborted'));
  });

  it('an abort between two of many pictures', async () => {
    const { engine } = await openEngine();
    const controller = new AbortController();
    let decoded = 0;
    const pictures = Array.from({ length: 50 }, (_, i) => ({
      width: 8,
      height: 8,
      get data() {
        if (++decoded > 20) controller.abort();
        return picturesOf('Ada', i, 1)[0]!.data;
      },
    }));
    await expect(engine.embed(pictures, { signal: controller.signal })).rejects.toEqual(code('aborted'));
    expect(decoded).toBeLessThan(40);
  });

  it('an abort by a timer on the CPU backend', async () => {
    const { engine } = await openEngine({ backend: 'cpu' });
    await enrolEveryone(engine);
    const signal = AbortSignal.timeout(50);
    await expect(teach(engine, { steps: 100_000, signal })).rejects.toEqual(code('aborted'));
  });

  it('calls that do not wait for each other', async () => {
    const { engine } = await openEngine();
    const enrolled = [engine.enrol('Ada', picturesOf('Ada', 0, 3)), engine.enrol('Bo', picturesOf('Bo', 0, 3))];
    const taught = teach(engine, { steps: 3 });
    const removed = engine.remove('Ada').catch((error: KinfoldError) => error.code);
    expect(await Promise.all(enrolled)).toHaveLength(2);
    expect(await removed).toBe('busy');
    expect((await taught).steps).toEqual([1, 2, 3]);
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, i) => engine.identify(picturesOf(i % 2 ? 'Ada' : 'Bo', 60 + i, 1)[0]!)),
    );
    expect(many.map(({ identity }) => identity)).toEqual(many.map((_, i) => (i % 2 ? 'Ada' : 'Bo')));
  });

  it('a call that hangs: restart and close do not wait for it', async () => {
    let hang = true;
    const { engine } = await openEngine(
      {},
      { decodePicture: (picture) => (hang ? new Promise(() => {}) : nodeEnvironment.decodePicture(picture)) },
    );
    void engine.embed(picturesOf('Ada', 0, 1)).catch(() => {});
    const waiting = engine.identities();
    await engine.restart();
    hang = false;
    await enrolEveryone(engine, 2);
    expect(await waiting).toEqual([]);
    hang = true;
    void engine.embed(picturesOf('Ada', 0, 1)).catch(() => {});
    await engine.close();
  });

  it('a restart in the middle of a teach and of an enrol', async () => {
    const { engine } = await openEngine();
    await enrolEveryone(engine);
    const before = await engine.save();
    const teaching = engine.teach({ steps: 40, every: 2, pictures: 3 });
    await teaching.next();
    const late = engine.enrol('Dee', picturesOf('Ada', 90, 2)).catch((error: KinfoldError) => error.code);
    await engine.restart();
    await expect(async () => {
      while (!(await teaching.next()).done);
    }).rejects.toEqual(code('aborted'));
    expect(['busy', 'aborted']).toContain(await late);
    expectBitEqual('state', await engine.save(), before);
    expect((await teach(engine)).steps.length).toBe(12);
  });

  it('a device lost in the middle of teach, and somebody removed before it goes on: it learns nothing of whom is gone', async () => {
    const { engine, loseDevice } = await openEngine();
    await enrolEveryone(engine);
    const teaching = engine.teach({ steps: 6, every: 1, pictures: 3 });
    await teaching.next();
    loseDevice();
    await engine.restart();
    await engine.remove('Ada');
    const before = await engine.save();
    await expect(async () => {
      while (!(await teaching.next()).done);
    }).rejects.toEqual(code('aborted'));
    expectBitEqual('state', await engine.save(), before);
    for (const { identity } of await engine.identities()) {
      expect((await engine.verify(identity, picturesOf('Ada', 60, 1)[0]!)).match).toBe(false);
    }
    expect((await teach(engine)).steps.length).toBe(12);
  });

  it('a device lost in the middle of teach: it opens another and ends with the same bits', async () => {
    const { engine, loseDevice } = await openEngine();
    await enrolEveryone(engine);
    const options = { steps: 20, every: 2, pictures: 3, seed: 2, checkpoint: 4, patience: 4, learningRate: 3e-3 };
    const start = await engine.save();
    await teach(engine, options);
    const undisturbed = await engine.save();
    // Before the first checkpoint; after one; when all steps are taken and only the weights are still to be adopted.
    for (const loss of [1, 6, 19]) {
      await engine.load(start);
      const teaching = engine.teach(options);
      let next = await teaching.next();
      while (next.value && !next.done && next.value.step < loss) next = await teaching.next();
      loseDevice();
      const events: string[] = [];
      for (; !next.done; next = await teaching.next()) {
        events.push(...(next.value.events ?? []).map(({ kind }) => kind));
      }
      expect(events.filter((kind) => kind === 'resumed')).toHaveLength(loss === 6 ? 1 : 0);
      expectBitEqual(`state after a loss at step ${loss}`, await engine.save(), undisturbed);
      expect(await engine.identify(picturesOf('Bo', 40, 1)[0]!)).toMatchObject({ identity: 'Bo' });
    }
  });

  it('a device lost in the middle of teach with no other to be had', async () => {
    let gone = false;
    let gpu: Gpu | undefined;
    const { engine } = await openEngine(
      {},
      {
        openBackend: async (kind) => {
          if (gone) throw new KinfoldError('adapter-missing', 'gone');
          const backend = await nodeEnvironment.openBackend(kind);
          if (backend instanceof Gpu) gpu = backend;
          return backend;
        },
      },
    );
    await enrolEveryone(engine);
    const before = await engine.save();
    const teaching = engine.teach({ steps: 50, every: 2, pictures: 3, seed: 2 });
    await teaching.next();
    gone = true;
    gpu!.device.destroy();
    await expect(async () => {
      while (!(await teaching.next()).done);
    }).rejects.toEqual(code('device-lost'));
    expectBitEqual('state', await engine.save(), before);
    gone = false;
    await engine.restart();
    expect(await engine.identify(picturesOf('Bo', 40, 1)[0]!)).toMatchObject({ identity: 'Bo' });
    expect((await teach(engine, { patience: 4 })).steps.length).toBe(12);
  });

  it('a restart without an adapter, and another with one', async () => {
    let gone = false;
    const { engine } = await openEngine(
      {},
      {
        openBackend: (kind) => {
          if (gone) throw new KinfoldError('adapter-missing', 'gone');
          return nodeEnvironment.openBackend(kind);
        },
      },
    );
    await enrolEveryone(engine);
    const before = await engine.save();
    gone = true;
    await expect(engine.restart()).rejects.toEqual(code('adapter-missing'));
    expectBitEqual('state', await engine.save(), before);
    gone = false;
    await engine.restart();
    expect(await engine.identify(picturesOf('Cy', 40, 1)[0]!)).toMatchObject({ identity: 'Cy' });
  });
});
