import { describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { Forward } from '../../src/train/forward.js';
import { expectBitEqual } from '../support/compare.js';
import { numbers } from '../support/random.js';
import { head, startOf, WIDTH } from '../support/teaching.js';

const cpu = new Cpu(twins);
const features = Float32Array.from(numbers(3, 150 * WIDTH));

/** What the encoder makes of the first pictures. */
async function embedded(forward: Forward, count: number): Promise<Float32Array> {
  return forward.embed(startOf(), features.subarray(0, count * WIDTH));
}

describe('the encoder as a training measures with it', () => {
  it.each([1, 3, 4, 5, 63, 64, 150])('made for %i pictures at the most takes any number of them', async (most) => {
    const forward = await Forward.compile(cpu, head, 2 ** 26, most);
    const all = await embedded(forward, 150);
    const width = all.length / 150;
    for (const count of [0, 1, 4, 5, 64, 65, 68, 69, 128, 130]) {
      expectBitEqual(`${count} pictures`, await embedded(forward, count), all.subarray(0, count * width));
    }
    forward.release();
  });

  it('takes less memory the fewer pictures there are, and never more than it may', async () => {
    const bytesFor = async (most: number, memory: number) => {
      const before = cpu.counters.bytesAllocated;
      const forward = await Forward.compile(cpu, head, memory, most);
      const bytes = cpu.counters.bytesAllocated - before - forward.parameters.buffer.length * 4;
      forward.release();
      expect(cpu.counters.bytesAllocated).toBe(before);
      return bytes;
    };
    const [few, many] = [await bytesFor(4, 2 ** 26), await bytesFor(64, 2 ** 26)];
    expect(few).toBeLessThan(many / 10);
    expect(await bytesFor(64, many - 1)).toBeLessThan(many);
  });
});
