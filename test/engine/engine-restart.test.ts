import { expect, it } from 'vitest';
import type { Backend } from '../../src/gpu/backend.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { code, enrolEveryone, openEngine } from '../support/engine-under-test.js';
import { picturesOf } from '../support/tiny-engine.js';

/** An engine whose devices are counted, those that were opened and those that are left open. */
async function counted() {
  let opened = 0;
  const left = new Set<Backend>();
  let wait: Promise<void> | undefined;
  let asked = () => {};
  const openBackend = async (kind: 'webgpu' | 'cpu'): Promise<Backend> => {
    asked();
    await wait;
    const backend = await nodeEnvironment.openBackend(kind);
    opened++;
    left.add(backend);
    const destroy = backend.destroy.bind(backend);
    backend.destroy = () => {
      left.delete(backend);
      destroy();
    };
    return backend;
  };
  const { engine } = await openEngine({ backend: 'cpu' }, { openBackend });
  /** Keeps the next device waiting: when it is asked for, and what lets it come. */
  const hold = () => {
    let go = () => {};
    wait = new Promise((resolve) => (go = resolve));
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    return { isAsked, go };
  };
  return { engine, counts: () => ({ opened, left: left.size }), hold };
}

it('restarts once, however many ask', async () => {
  const { engine, counts } = await counted();
  await enrolEveryone(engine);
  await Promise.all([engine.restart(), engine.restart(), engine.restart()]);
  expect(counts()).toEqual({ opened: 2, left: 1 });
  expect((await engine.identify(picturesOf('Bo', 50, 1)[0]!)).identity).toBe('Bo');
  await engine.restart();
  expect(counts()).toEqual({ opened: 3, left: 1 });
});

it('leaves nothing open that was opened after it was closed', async () => {
  const { engine, counts, hold } = await counted();
  const { isAsked, go } = hold();
  const restarted = engine.restart();
  const refused = expect(restarted).rejects.toEqual(code('closed'));
  await isAsked;
  await engine.close();
  go();
  await refused;
  expect(counts()).toEqual({ opened: 2, left: 0 });
});
