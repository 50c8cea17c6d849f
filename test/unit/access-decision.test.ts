import { describe, expect, test } from 'vitest';
import { Door, THRESHOLD } from '../support/access.js';
import { thrown } from '../support/thrown.js';

describe('who is authenticated', () => {
  test('1:N: an enrolled person after three frames that agree, and not before', async () => {
    const door = new Door();
    const attempt = door.begin();
    expect(await door.show(attempt)).toMatchObject({ state: 'looking', guidance: { kind: 'hold-still' } });
    expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toEqual({ state: 'decided', decision: { authenticated: true, identity: 'Ada' } });
  });

  test('1:1: the person who was claimed, by the name as it is enrolled', async () => {
    const door = new Door();
    const decision = await door.decide(door.begin({ identity: ' Bo ' }), { person: 'Bo' });
    expect(decision).toEqual({ authenticated: true, identity: 'Bo' });
  });

  test('1:1: nobody else, enrolled or not', async () => {
    const door = new Door();
    const refused = { authenticated: false, identity: null, reason: 'unknown' };
    expect(await door.decide(door.begin({ identity: 'Bo' }), { person: 'Ada' })).toEqual(refused);
    expect(await door.decide(door.begin({ identity: 'Bo' }), { person: 'stranger' })).toEqual(refused);
    expect(() => door.begin({ identity: ' ' })).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  test('a stranger is unknown after three frames', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt, { person: 'stranger' });
    expect(await door.show(attempt, { person: 'stranger' })).toMatchObject({ state: 'looking' });
    const decision = { authenticated: false, identity: null, reason: 'unknown' };
    expect(await door.show(attempt, { person: 'stranger' })).toEqual({ state: 'decided', decision });
    expect(await door.show(attempt)).toEqual({ state: 'decided', decision });
    expect(door.engine.asked).toBe(3);
  });

  test('one bad frame between good ones costs three more good ones', async () => {
    const door = new Door();
    const attempt = door.begin();
    for (const person of ['Ada', 'Ada', 'stranger', 'Ada', 'Ada'] as const) {
      expect(await door.show(attempt, { person })).toMatchObject({ state: 'looking' });
    }
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
  });

  test('a face that was recognised and is a stranger then has changed', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt);
    expect(await door.decide(attempt, { person: 'stranger' })).toMatchObject({ reason: 'identity-changed' });
  });

  test('two enrolled people take turns: neither', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt, { person: 'Ada' });
    expect(await door.show(attempt, { person: 'Bo' })).toMatchObject({ decision: { reason: 'identity-changed' } });
  });

  test('a policy may ask for more frames', async () => {
    const door = new Door({ policy: { frames: 5 } });
    const attempt = door.begin();
    for (let i = 0; i < 4; i++) expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
  });
});

describe('what an answer tells', () => {
  test('nothing that was measured', async () => {
    const door = new Door();
    const states = [];
    for (const person of ['Ada', 'stranger'] as const) {
      const attempt = door.begin();
      for (let i = 0; i < 3; i++) states.push(await door.show(attempt, { person }));
    }
    expect(JSON.stringify(states)).not.toMatch(/distance|threshold|0\.4|1\.9/);
  });

  test('the same progress for one who is recognised and one who is not', async () => {
    const progress = async (person: 'Ada' | 'stranger') => {
      const door = new Door();
      const attempt = door.begin();
      return [await door.show(attempt, { person }), await door.show(attempt, { person })];
    };
    expect(await progress('Ada')).toEqual(await progress('stranger'));
  });

  test('distances, threshold and cause to whoever asked for diagnostics', async () => {
    const door = new Door();
    const decision = await door.decide(door.begin({ diagnostics: true }), { person: 'stranger' });
    expect(decision.diagnostics).toEqual({ distances: [1.9, 1.9, 1.9], threshold: THRESHOLD });
    door.engine.identify = async () => {
      throw new Error('tin');
    };
    const failed = await door.decide(door.begin({ diagnostics: true }));
    expect(failed).toMatchObject({
      reason: 'failed',
      diagnostics: { distances: [], threshold: null, cause: expect.objectContaining({ message: 'tin' }) },
    });
  });
});

describe('an attempt', () => {
  test('that is cancelled has not authenticated anybody, whatever comes later', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt);
    const aborted = { authenticated: false, identity: null, reason: 'aborted' };
    expect(attempt.cancel()).toEqual(aborted);
    for (let i = 0; i < 4; i++) expect(await door.show(attempt)).toEqual({ state: 'decided', decision: aborted });
    expect(attempt.cancel()).toEqual(aborted);
  });

  test('keeps its decision when it is cancelled later', async () => {
    const door = new Door();
    const attempt = door.begin();
    const decision = await door.decide(attempt);
    expect(attempt.cancel()).toBe(decision);
  });

  test('that is cancelled while the engine is asked stops the call', async () => {
    const door = new Door();
    let signal: AbortSignal | undefined;
    const asked = new Promise<void>((resolve) => {
      door.engine.identify = (_: unknown, options?: { signal?: AbortSignal }) => {
        signal = options?.signal;
        resolve();
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))));
      };
    });
    const attempt = door.begin();
    const pending = door.show(attempt);
    await asked;
    attempt.cancel();
    expect(signal?.aborted).toBe(true);
    expect(await pending).toMatchObject({ state: 'decided', decision: { reason: 'aborted' } });
  });
});

test('every range of the policy is checked', async () => {
  const { completePolicy, defaultPolicy } = await import('../../src/access/policy.js');
  for (const [name, value] of Object.entries(defaultPolicy)) {
    const wrong =
      typeof value === 'boolean' ? ['yes', undefined] : [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '3'];
    for (const each of wrong)
      expect(thrown(() => completePolicy({ [name]: each }), 'argument-invalid').message).toContain(name);
  }
  expect(thrown(() => completePolicy({ longestLock: 1000 }), 'argument-invalid').message).toContain('firstLock');
  expect(completePolicy()).toEqual(defaultPolicy);
});
