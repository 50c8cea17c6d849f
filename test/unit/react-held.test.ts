import { describe, expect, test } from 'vitest';
import { Held } from '../../src/react/held.js';

/** Something whose opening and closing a test lets end, and a note of both. */
function openings() {
  const log: string[] = [];
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const open = () => {
    const name = `#${ends.length + 1}`;
    log.push(`open ${name}`);
    const thing = { name, close: async () => void log.push(`close ${name}`) };
    return new Promise<typeof thing>((resolve, reject) => ends.push({ resolve: () => resolve(thing), reject }));
  };
  return { log, ends, open };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('what is held', () => {
  test('is opened once though it is let go of and held again at once, as by StrictMode', async () => {
    const { log, ends, open } = openings();
    const held = new Held(open);
    const letGo = held.hold();
    letGo();
    const letGoAgain = held.hold();
    await settled();
    expect(held.state.status).toBe('opening');
    ends[0]!.resolve();
    await settled();
    expect(held.state).toMatchObject({ status: 'ready', thing: { name: '#1' }, error: null });
    expect(log).toEqual(['open #1']);
    letGoAgain();
    await settled();
    expect(held.state.status).toBe('opening');
    expect(log).toEqual(['open #1', 'close #1']);
  });

  test('is closed as soon as it has opened if it was let go of meanwhile, and the next opens after that', async () => {
    const { log, ends, open } = openings();
    const closings = new Set<Promise<unknown>>();
    const [first, second] = [new Held(open, closings), new Held(open, closings)];
    const letGo = first.hold();
    await settled();
    letGo();
    second.hold();
    await settled();
    expect(log).toEqual(['open #1']);
    ends[0]!.resolve();
    await settled();
    expect(log).toEqual(['open #1', 'close #1', 'open #2']);
    expect(first.state.status).toBe('opening');
  });

  test('is never opened if it was let go of before its turn came', async () => {
    const { log, open } = openings();
    const held = new Held(open, new Set([settled()]));
    held.hold()();
    await settled();
    await settled();
    expect(log).toEqual([]);
  });

  test('says why it could not be opened, and opens again when it is asked to', async () => {
    const { log, ends, open } = openings();
    const held = new Held(open);
    held.hold();
    await settled();
    ends[0]!.reject(new Error('there is none'));
    await settled();
    expect(held.state).toMatchObject({ status: 'failed', thing: null, error: { message: 'there is none' } });
    held.restart();
    expect(held.state.status).toBe('opening');
    await settled();
    ends[1]!.resolve();
    await settled();
    held.restart();
    expect(held.state.status).toBe('opening');
    await settled();
    expect(log).toEqual(['open #1', 'open #2', 'close #2', 'open #3']);
  });

  test('is not opened by a restart when nobody holds it', async () => {
    const { log, open } = openings();
    new Held(open).restart();
    await settled();
    expect(log).toEqual([]);
  });
});
