import { describe, expect, test } from 'vitest';
import { Gate } from '../../src/engine/gate.js';
import type { Engine } from '../../src/engine/types.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);
const never = () => new Promise<never>(() => {});

/** Something that happens once. */
function event() {
  let happen!: () => void;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

/** Changes of the gallery, saves and restarts take turns at an engine's own gate. */
function gated(fake: Engine): Gate {
  const gate = new Gate();
  const { enrol, remove, save, restart } = fake;
  fake.enrol = (...args) => gate.change('enrol', () => enrol(...args));
  fake.remove = (identity) => gate.change('remove', () => remove(identity));
  fake.save = () => gate.ask('save', save);
  fake.restart = () => gate.restart(restart);
  return gate;
}

/** Engine in a worker with Ada enrolled, whose next save is under way when `saving` happens and ends only after a restart. */
async function interrupted() {
  const [saving, restarted] = [event(), event()];
  let isHeld = false;
  const supervised = await supervise({
    change: (fake, worker) => {
      const { save } = fake;
      fake.save = async () => {
        if (worker === 0 && isHeld) {
          saving.happen();
          await restarted.happened;
        }
        return save();
      };
      gated(fake);
      const { restart } = fake;
      fake.restart = () => {
        const restarting = restart();
        restarted.happen();
        return restarting;
      };
    },
  });
  await supervised.engine.enrol('Ada', [picture]);
  const enrolled = await supervised.engine.save();
  isHeld = true;
  return { ...supervised, enrolled, saving: saving.happened };
}

describe('a restart while the state after a change is saved', () => {
  test.each<[string, (engine: Engine) => Promise<unknown>]>([
    ['enrol', (engine) => engine.enrol('Bob', [picture])],
    ['remove', (engine) => engine.remove('Ada')],
    ['tell', (engine) => engine.tell({ same: ['Ada', picture] }, { steps: 2 })],
    ['undo', (engine) => engine.undo()],
    [
      'teach',
      async (engine) => {
        for await (const _ of engine.teach({ steps: 2 }));
      },
    ],
  ])('%s is answered as made, and survives the worker', async (_, change) => {
    const { engine, workers, enrolled, saving } = await interrupted();
    const changing = change(engine);
    await saving;
    await Promise.all([engine.restart(), changing]);
    const changed = await engine.save();
    expect(changed).not.toEqual(enrolled);
    workers[0]!.fail('gone');
    await engine.restart();
    expect(workers).toHaveLength(2);
    expect(await engine.save()).toEqual(changed);
  });

  test('the signal of a caller does not take back what was done', async () => {
    const { engine, workers, saving } = await interrupted();
    const controller = new AbortController();
    const enrolment = engine.enrol('Bob', [picture], { signal: controller.signal });
    await saving;
    controller.abort('too late');
    await engine.restart();
    expect(await enrolment).toMatchObject({ identity: 'Bob' });
    workers[0]!.fail('gone');
    await engine.restart();
    expect(await engine.identities()).toMatchObject([{ identity: 'Ada' }, { identity: 'Bob' }]);
  });

  test('may be one that the engine makes of itself, as a teach does that lost its device', async () => {
    const { engine, workers, fakes, saving } = await interrupted();
    const removal = engine.remove('Ada');
    await saving;
    await Promise.all([fakes[0]!.engine.restart(), removal]);
    workers[0]!.fail('gone');
    await engine.restart();
    expect(await engine.identities()).toEqual([]);
  });

  test('reaches a save that waits behind a call that hangs', async () => {
    const asked = event();
    const { engine, workers } = await supervise({
      change: (fake) => {
        const { remove } = fake;
        const gate = gated(fake);
        fake.embed = () => {
          const embedding = gate.ask('embed', never);
          asked.happen();
          return embedding;
        };
        fake.remove = (identity) =>
          gate.change('remove', async () => {
            await asked.happened;
            return remove(identity);
          });
      },
    });
    await engine.enrol('Ada', [picture]);
    await engine.enrol('Bob', [picture]);
    const removal = engine.remove('Ada');
    const hanging = refusal(engine.embed([picture]), 'worker-crashed');
    // The change is made, and its state is asked for.
    while ((await engine.identities()).length > 1);
    await Promise.all([engine.restart(), removal]);
    workers[0]!.fail('gone');
    await hanging;
    await engine.restart();
    expect(await engine.identities()).toMatchObject([{ identity: 'Bob' }]);
  });
});
