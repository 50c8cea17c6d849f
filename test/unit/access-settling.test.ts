import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../src/access/audit.js';
import type { Attempt } from '../../src/access/types.js';
import { Door, memoryGuard, slowGuard } from '../support/access.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { Browser, consents, pictures } from '../support/store.js';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What was written down at a door, in short. */
const told = (events: readonly AuditEvent[]) => events.map(({ outcome, reason }) => reason ?? outcome);

describe('an attempt that is cancelled', () => {
  test('while its charge is written gets it back', async () => {
    const door = new Door({ guard: slowGuard() });
    const attempt = door.begin();
    const pending = door.show(attempt);
    await pause(5);
    attempt.cancel();
    await pending;
    await pause(60);
    expect(door.kept).toMatchObject({ failures: 0, attempts: [expect.any(Number)] });
    expect(told(door.events)).toEqual(['aborted']);
  });

  test('before its charge is not charged', async () => {
    const door = new Door();
    await door.decide(door.begin(), { person: 'stranger' });
    const { failures } = door.kept;
    const { guard } = door.options;
    const read = guard.read.bind(guard);
    const attempt = door.begin();
    guard.read = async () => {
      attempt.cancel();
      return read();
    };
    await door.show(attempt);
    await pause(0);
    expect(door.kept.failures).toBe(failures);
  });
});

describe('an authentication', () => {
  /** A door whose log takes a while, and does this meanwhile. */
  const slowDoor = (meanwhile: () => Promise<void>, policy = {}) => {
    const events: AuditEvent[] = [];
    const write = async (event: AuditEvent) => {
      if (event.outcome === 'authenticated') await meanwhile();
      events.push(event);
    };
    const door = new Door({ audit: { opaqueId: (name) => `id of ${name}`, write }, policy });
    return { door, events };
  };

  test('that is cancelled while it is written is followed by a refusal, and forgives nothing', async () => {
    let attempt: Attempt | undefined;
    const { door, events } = slowDoor(async () => {
      attempt?.cancel();
    });
    await door.decide(door.begin(), { person: 'stranger' });
    attempt = door.begin();
    expect(await door.decide(attempt)).toMatchObject({ reason: 'aborted' });
    await pause(0);
    expect(told(events)).toEqual(['unknown', 'authenticated', 'aborted']);
    expect(door.kept).toMatchObject({ failures: 1 });
  });

  test('whose time is out while it is written is followed by a refusal', async () => {
    const { door, events } = slowDoor(() => pause(1200), { timeLimit: 1000 });
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'timeout' });
    expect(told(events)).toEqual(['authenticated', 'timeout']);
  });

  test('of somebody who is taken out just before it is written does not happen, and is a wrong attempt', async () => {
    const store = await new Browser().open();
    const engine = new TinyStorableEngine().enrol('Ada', pictures(1, 3)).enrol('Bo', pictures(11, 2));
    await store.keep(engine, { consents: consents('Ada', 'Bo') });
    let removing: Promise<void> | undefined;
    const audit = {
      opaqueId: (name: string) => store.identityId(name),
      write: (event: AuditEvent) => {
        removing ??= store.remove('Ada');
        return store.appendAudit(event);
      },
    };
    const door = new Door({ audit });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'unknown' });
    await removing;
    expect(told((await store.audit()) as AuditEvent[])).toEqual(['authenticated', 'unknown']);
    expect(door.kept).toMatchObject({ failures: 1 });
    expect(await door.decide(door.begin({ identity: 'Bo' }), { person: 'Bo' })).toMatchObject({ authenticated: true });
  });

  test('nor of somebody who is taken out after that, before it is heard of', async () => {
    const guard = memoryGuard();
    const write = guard.write.bind(guard);
    let isKept = true;
    guard.write = async (state) => {
      if (state.failures === 0) isKept = false;
      await write(state);
    };
    const audit = { opaqueId: () => (isKept ? 'id' : null), write: async () => {} };
    const door = new Door({ guard, audit });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'unknown' });
  });

  test('of somebody whom the log does not know does not happen either', async () => {
    const events: AuditEvent[] = [];
    const write = async (event: AuditEvent) => {
      events.push(event);
    };
    const door = new Door({ audit: { opaqueId: () => null, write } });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'unknown' });
    expect(told(events)).toEqual(['unknown']);
  });
});
