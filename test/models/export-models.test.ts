import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import type { Trainable } from '../../src/engine/network.js';
import type { Pixels } from '../../src/image/picture.js';
import { toTensor } from '../../src/image/tensor.js';
import { createEngine } from '../../src/node/index.js';
import { readOnnx } from '../../src/onnx/read.js';
import { expectClose } from '../support/compare.js';
import { teach } from '../support/engine-under-test.js';
import { trialModels } from '../support/models.js';
import { checkWithOnnx } from '../support/onnx-checker.js';
import { numbers } from '../support/random.js';

const SIDE = 112;

/** A picture of soft stripes, another one for every number. */
function stripes(number: number): Pixels {
  const [a, b, c, d] = numbers(number, 4, 0.02, 0.2);
  const data = new Uint8ClampedArray(SIDE * SIDE * 4);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const light = [Math.sin(a! * x + b! * y), Math.cos(c! * x - d! * y), Math.sin(d! * y + number)];
    for (let channel = 0; channel < 3; channel++) data[4 * i + channel] = 128 + 100 * light[channel]!;
    data[4 * i + 3] = 255;
  }
  return { width: SIDE, height: SIDE, data };
}

/** From the last convolutions of fr_feature on, behind the filter for noisy cameras and without it. */
describe.each<{ trainable: Trainable; camera: 'plain' | 'noisy' }>([
  { trainable: 'head', camera: 'noisy' },
  { trainable: { from: '632' }, camera: 'plain' },
])('fr_feature taught ($trainable, camera $camera)', ({ trainable, camera }) => {
  it('and exported gives, in onnxruntime, the embeddings of a hundred pictures', async () => {
    const { backbone } = await trialModels();
    const engine = await createEngine({ backbone: backbone.path, trainable, camera });
    try {
      for (let person = 0; person < 4; person++) {
        await engine.enrol(
          `person ${person}`,
          [0, 1, 2].map((i) => stripes(10 * person + i)),
        );
      }
      await teach(engine, { steps: 3, every: 3, learningRate: 1e-3, warmUp: 0 });
      const pictures = Array.from({ length: 100 }, (_, i) => stripes(1000 + i));
      const ours = await engine.embed(pictures);
      const file = await engine.exportOnnx();
      const [verdict] = checkWithOnnx([readOnnx(file)]);
      expect(verdict).toEqual({ shapes: expect.objectContaining({ embedding: [expect.anything(), 512] }) });
      const session = await openSession(file);
      for (let first = 0; first < 100; first += 10) {
        const batch = pictures
          .slice(first, first + 10)
          .flatMap((picture) => [...toTensor(picture, backbone.card.input)]);
        const { embedding } = await session.run(Float32Array.from(batch), [10, 3, SIDE, SIDE]);
        const expected = ours.slice(first, first + 10).flatMap((row) => [...row]);
        expectClose(`pictures from ${first} on`, embedding!, expected, {
          relative: 1e-4,
          absolute: 1e-4 / Math.sqrt(512),
        });
      }
      await session.release();
      const spread = Math.max(...ours[0]!.map((x, i) => Math.abs(x - ours[1]![i]!)));
      expect(spread).toBeGreaterThan(1e-2);
    } finally {
      await engine.close();
    }
  });
});
