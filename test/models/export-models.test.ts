import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import type { Trainable } from '../../src/engine/network.js';
import type { Pixels } from '../../src/image/picture.js';
import { toTensor } from '../../src/image/tensor.js';
import { readPeople, readPicture } from '../../src/node/cli/folder.js';
import { decodePicture } from '../../src/node/decode.js';
import { createEngine } from '../../src/node/index.js';
import { readOnnx } from '../../src/onnx/read.js';
import { expectClose } from '../support/compare.js';
import { sharedData } from '../support/data.js';
import { teach } from '../support/engine-under-test.js';
import { trialModels } from '../support/models.js';
import { checkWithOnnx } from '../support/onnx-checker.js';
import { numbers } from '../support/random.js';

const SIDE = 112;
/** A network that learns as a whole takes a software adapter with other work minutes. */
const LONG = { timeout: 600_000 };

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

/** What is taught, person by person, and pictures that are not: a hundred where everything learns, fewer where most stays as it was. */
interface Pictures {
  readonly taught: readonly (readonly Pixels[])[];
  readonly others: readonly Pixels[];
}

function stripedPictures(): Pictures {
  const taught = [0, 1, 2, 3].map((person) => [0, 1, 2].map((i) => stripes(10 * person + i)));
  return { taught, others: Array.from({ length: 20 }, (_, i) => stripes(1000 + i)) };
}

async function photographs(folder: string): Promise<Pictures> {
  const people = await readPeople(folder);
  const decode = async (file: string) => decodePicture(await readPicture(file));
  const all = (files: readonly string[]) => Promise.all(files.map(decode));
  const taught = await Promise.all(people.slice(0, 4).map(({ files }) => all(files.slice(0, 3))));
  return { taught, others: await all(people.flatMap(({ files }) => files.slice(3)).slice(0, 100)) };
}

const portraits = sharedData('faces/kiosk40-aligned');

interface Setting {
  readonly trainable: Trainable;
  readonly camera: 'plain' | 'noisy';
  readonly pictures: (() => Pictures | Promise<Pictures>) | undefined;
}

/** Behind the filter for noisy cameras and without it. '632': from the last convolutions on. */
describe.each<Setting>([
  { trainable: 'head', camera: 'noisy', pictures: stripedPictures },
  { trainable: { from: '632' }, camera: 'plain', pictures: stripedPictures },
  { trainable: 'all', camera: 'noisy', pictures: portraits ? () => photographs(portraits) : undefined },
])('fr_feature taught ($trainable, camera $camera)', ({ trainable, camera, pictures }) => {
  it.skipIf(!pictures)('and exported: onnxruntime embeds other pictures alike', LONG, async () => {
    const { backbone } = await trialModels();
    const { taught, others } = await pictures!();
    expect(others).toHaveLength(trainable === 'all' ? 100 : 20);
    const engine = await createEngine({ backbone: backbone.path, trainable, camera });
    try {
      for (const [person, own] of taught.entries()) await engine.enrol(`person ${person}`, own);
      const [before] = await engine.embed(others.slice(0, 1));
      await teach(engine, { steps: 2, every: 2, pictures: 2, learningRate: 1e-3, warmUp: 0 });
      const ours = await engine.embed(others);
      expect(farthest(ours[0]!, before!)).toBeGreaterThan(1e-3);
      expect(farthest(ours[0]!, ours[1]!)).toBeGreaterThan(1e-2);
      const file = await engine.exportOnnx();
      const [verdict] = checkWithOnnx([readOnnx(file)]);
      expect(verdict).toEqual({ shapes: expect.objectContaining({ embedding: [expect.anything(), 512] }) });
      const session = await openSession(file);
      for (let first = 0; first < others.length; first += 10) {
        const batch = others.slice(first, first + 10).flatMap((picture) => [...toTensor(picture, backbone.card.input)]);
        const { embedding } = await session.run(Float32Array.from(batch), [10, 3, SIDE, SIDE]);
        const expected = ours.slice(first, first + 10).flatMap((row) => [...row]);
        expectClose(`pictures from ${first} on`, embedding!, expected, {
          relative: 1e-4,
          absolute: 1e-4 / Math.sqrt(512),
        });
      }
      await session.release();
    } finally {
      await engine.close();
    }
  });
});

/** Largest difference of one number. */
function farthest(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
}
