import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackbone } from '../../src/backbone/backbone.js';
import { openModel } from '../../src/backbone/model.js';
import { alignmentOf } from '../../src/face/align.js';
import { createFaceFinder, type FaceFinder } from '../../src/face/faces.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { decodePicture } from '../../src/node/decode.js';
import type { StoredModel, StoredModels } from '../../src/node/models.js';
import { sharedData } from '../support/data.js';
import { cleanModels } from '../support/models.js';

/** Photographs of each person: half of them, for the time that it takes. */
const SHOTS = 4;

const onnxOf = ({ card, path }: StoredModel) => readFileSync(join(path, '..', card.source));

describe('the face front end with the clean set', () => {
  let models: StoredModels;
  let finder: FaceFinder;

  beforeAll(async () => {
    models = await cleanModels();
    finder = createFaceFinder(
      { detector: await openModel(models.detector.card, onnxOf(models.detector)) },
      { alignment: alignmentOf(models.backbone.card) },
    );
  });

  test('finds every face of the sample photographs, with eyes above the nose above the mouth', async () => {
    const counts: Record<string, number> = {};
    for (const path of models.samples) {
      const pixels = await decodePicture(readFileSync(path));
      const faces = await finder.find(pixels);
      counts[basename(path)] = faces.length;
      for (const { box, landmarks } of faces) {
        // Heads are tilted, so the two eyes are taken together.
        const [left, right, nose, mouth] = landmarks;
        expect(left!.x).toBeLessThan(right!.x);
        const down = [box.y, (left!.y + right!.y) / 2, nose!.y, mouth!.y, box.y + box.height];
        expect(down).toEqual([...down].sort((a, b) => a - b));
      }
      expect(finder.align(pixels, faces[0]!)).toMatchObject({ width: 150, height: 150 });
    }
    expect(counts).toEqual({
      'sample1.jpg': 3,
      'sample2.jpg': 3,
      'sample3.jpg': 3,
      'sample4.jpg': 4,
      'sample5.jpg': 5,
      'sample6.jpg': 4,
    });
  });

  test('no face is told', async () => {
    const wall = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(128) };
    await expect(finder.crop(wall, 'largest')).rejects.toMatchObject({ code: 'no-face' });
  });

  const lfw40 = sharedData('faces/lfw40');
  test.skipIf(!lfw40)(
    'lfw40: a face in every photograph that is taken, an EER below 2 % before any teaching',
    { timeout: 300_000 },
    async () => {
      const backbone = await openBackbone(models.backbone.card, onnxOf(models.backbone));
      const people = readdirSync(lfw40!, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      const labels: number[] = [];
      const rows: number[] = [];
      for (const [label, { name }] of people.entries()) {
        for (const file of readdirSync(join(lfw40!, name)).slice(0, SHOTS)) {
          const { crop } = await finder.crop(await decodePicture(readFileSync(join(lfw40!, name, file))), 'largest');
          const features = await backbone.features(crop);
          const norm = Math.hypot(...features);
          for (const value of features) rows.push(value / norm);
          labels.push(label);
        }
      }
      const { eer, rank1, tarAtFar } = evaluate(Float32Array.from(rows), labels);
      console.info(
        `lfw40, ${labels.length} photographs: EER ${eer}, TAR at FAR 1 % ${tarAtFar['0.01']}, at FAR 0.1 % ${tarAtFar['0.001']}, rank-1 ${rank1}`,
      );
      expect(labels).toHaveLength(40 * SHOTS);
      expect(eer).toBeLessThanOrEqual(0.02);
      expect(tarAtFar['0.01']).toBeGreaterThanOrEqual(0.97);
      expect(tarAtFar['0.001']).toBeGreaterThanOrEqual(0.92);
      expect(rank1).toBeGreaterThanOrEqual(0.99);
    },
  );
});
