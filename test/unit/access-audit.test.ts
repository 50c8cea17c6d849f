import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../src/access/audit.js';
import { checkEvent } from '../../src/store/audit-log.js';
import { Door } from '../support/access.js';

describe('the audit log', () => {
  test('has each decision, without names, scores or pictures', async () => {
    const door = new Door();
    await door.decide(door.begin());
    await door.decide(door.begin(), { person: 'stranger' });
    await door.decide(door.begin({ identity: 'Bo' }), { live: -1 });
    const at = expect.any(Number);
    expect(door.events).toEqual([
      { at, kind: 'identify', outcome: 'authenticated', subject: 'id-3', reason: null, liveness: null },
      { at, kind: 'identify', outcome: 'refused', subject: null, reason: 'unknown', liveness: null },
      { at, kind: 'verify', outcome: 'refused', subject: 'id-2', reason: 'liveness', liveness: 'spoof' },
    ]);
    expect(new Date(door.events[0]!.at).getUTCFullYear()).toBe(2030);
    expect(JSON.stringify(door.events)).not.toMatch(/Ada|Bo|0\.4|1\.9/);
  });

  test('lets people be called like one of its words, and nobody be named', async () => {
    const door = new Door();
    await door.decide(door.begin());
    await door.decide(door.begin({ identity: 'Bo' }), { live: -1 });
    const words = ['identify', 'verify', 'authenticated', 'refused', 'unknown', 'liveness', 'spoof'];
    for (const event of door.events) {
      checkEvent(event, words);
      for (const field of ['subject', 'note']) {
        expect(() => checkEvent({ ...event, [field]: 'spoof' }, words)).toThrow('the name of somebody');
      }
    }
  });

  test('has its event before anybody hears of the decision', async () => {
    let isWritten = false;
    const audit = {
      opaqueId: () => 'id',
      write: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        isWritten = true;
      },
    };
    const door = new Door({ audit });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: true });
    expect(isWritten).toBe(true);
  });

  test('nobody is authenticated if it cannot be written, and a refusal stands', async () => {
    const failing = async (): Promise<void> => {
      throw new Error('full');
    };
    const door = new Door({ audit: { opaqueId: () => 'id', write: failing } });
    expect(await door.decide(door.begin())).toEqual({ authenticated: false, identity: null, reason: 'failed' });
    expect(await door.decide(door.begin(), { person: 'stranger' })).toMatchObject({ reason: 'unknown' });
  });

  test('nor if it never ends', async () => {
    const write = () => new Promise<void>(() => {});
    const door = new Door({ audit: { opaqueId: () => 'id', write }, policy: { timeLimit: 1000 } });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'timeout' });
  });

  test('is not filled by nobody', async () => {
    const door = new Door();
    for (let i = 0; i < 3; i++) await door.begin().cancel();
    const attempt = door.begin();
    await attempt.observe(door.frame([]));
    door.clock.advance(46_000);
    expect(await attempt.observe(door.frame([]))).toMatchObject({ decision: { reason: 'no-face' } });
    for (let i = 0; i < 6; i++) await door.decide(door.begin(), { person: 'stranger' });
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'locked-out' });
    expect(door.events.map(({ reason }: AuditEvent) => reason)).toEqual(new Array(6).fill('unknown'));
  });
});
