import { describe, expect, test } from 'vitest';
import { CaptureClock } from '../../src/kiosk/camera/capture-clock.js';

describe('CaptureClock', () => {
  test('a frame that was held up is as old as it is', () => {
    const clock = new CaptureClock();
    // A camera whose timestamps begin at 5 s; frames take 20 ms to the page, one of them 900.
    const captured = [1000, 1100, 1200, 1300];
    const arrived = [1020, 1120, 2100, 1320];
    const times = captured.map((time, i) => clock.time(1000 * (time + 4000), arrived[i]!));
    expect(times).toEqual([1020, 1120, 1220, 1320]);
  });

  test('follows a clock that drifts', () => {
    const clock = new CaptureClock();
    // The camera's clock is a thousandth slow: over an hour it falls behind by 3.6 s.
    let last = 0;
    for (let i = 0; i < 36_000; i++) last = clock.time(1000 * i * 100 * 0.999, 100 * i);
    expect(Math.abs(last - 100 * 35_999)).toBeLessThan(100);
  });
});
