import { describe, expect, test } from 'vitest';
import { Door, scriptedLiveness } from '../support/access.js';

describe('while a face moves', () => {
  const turned = { live: 0, faults: ['turned', 'blurred'] as const };
  const start = async () => {
    const door = new Door({ liveness: [scriptedLiveness('turn-left')] });
    const attempt = door.begin();
    return { door, attempt };
  };

  test('a turned head is looked at, compared, and proves nobody', async () => {
    const { door, attempt } = await start();
    await door.show(attempt, { live: 0 });
    for (let i = 0; i < 5; i++) {
      const state = await door.show(attempt, turned);
      expect(state).toMatchObject({ state: 'looking', guidance: { kind: 'action', action: 'turn-left' } });
    }
    expect(door.engine.asked).toBe(6);
    expect(await door.show(attempt, { ...turned, live: 1 })).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
  });

  test('a turned head of somebody else is another', async () => {
    const { door, attempt } = await start();
    for (let i = 0; i < 3; i++) await door.show(attempt, { live: 0 });
    for (let i = 0; i < 2; i++) {
      expect(await door.show(attempt, { ...turned, person: 'stranger' })).toMatchObject({ state: 'looking' });
    }
    const state = await door.show(attempt, { ...turned, person: 'stranger' });
    expect(state).toMatchObject({ decision: { reason: 'identity-changed' } });
  });

  test('a turned head of another who is enrolled is another at once', async () => {
    const { door, attempt } = await start();
    await door.show(attempt, { live: 0 });
    const state = await door.show(attempt, { ...turned, person: 'Bo' });
    expect(state).toMatchObject({ decision: { reason: 'identity-changed' } });
  });

  test('a dark or covered face is not looked at', async () => {
    const { door, attempt } = await start();
    await door.show(attempt, { live: 0 });
    const state = await door.show(attempt, { live: 0, faults: ['turned', 'covered'] });
    expect(state).toMatchObject({ guidance: { kind: 'quality', fault: 'covered' } });
    expect(door.engine.asked).toBe(1);
  });

  test('the first look at a face must be a good one', async () => {
    const { door, attempt } = await start();
    expect(await door.show(attempt, turned)).toMatchObject({ guidance: { kind: 'quality', fault: 'turned' } });
    expect(door.engine.asked).toBe(0);
  });

  test('checks that watch for a blink or a turn are shown it without having asked', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt, { live: 0 });
    const closed = await door.show(attempt, { live: 0, faults: ['eyes-closed'] });
    expect(closed).toMatchObject({ guidance: { kind: 'quality', fault: 'eyes-closed' } });
    expect(door.engine.asked).toBe(2);
  });
});
