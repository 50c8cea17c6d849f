import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackbone } from '../../src/backbone/backbone.js';
import { openModel } from '../../src/backbone/model.js';
import { createFaceFinder, type FaceFinder } from '../../src/face/faces.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { decodePicture } from '../../src/node/decode.js';
import type { StoredModel, TrialModels } from '../../src/node/models.js';
import { sharedData } from '../support/data.js';
import { trialModels } from '../support/models.js';

const onnxOf = ({ card, path }: StoredModel) => readFileSync(join(path, '..', card.source));

describe('the face front end with the trial set', () => {
  let models: TrialModels;
  let finder: FaceFinder;

  beforeAll(async () => {
    models = await trialModels();
    finder = createFaceFinder({
      detector: await openModel(models.detector.card, onnxOf(models.detector)),
      landmarks: await openModel(models.landmarks.card, onnxOf(models.landmarks)),
    });
  });

  test('finds every face of the sample photographs', async () => {
    const counts: Record<string, number> = {};
    for (const path of models.samples) {
      const pixels = await decodePicture(readFileSync(path));
      const faces = await finder.find(pixels);
      counts[basename(path)] = faces.length;
      for (const { box, landmarks } of faces) {
        // Heads are tilted, so the two eyes and the two corners of the mouth are taken together.
        const [leftEye, rightEye, nose, leftMouth, rightMouth] = landmarks;
        const [eyes, mouth] = [(leftEye!.y + rightEye!.y) / 2, (leftMouth!.y + rightMouth!.y) / 2];
        expect(leftEye!.x).toBeLessThan(rightEye!.x);
        expect(leftMouth!.x).toBeLessThan(rightMouth!.x);
        expect([box.y, eyes, nose!.y, mouth, box.y + box.height]).toEqual(
          [box.y, eyes, nose!.y, mouth, box.y + box.height].sort((a, b) => a - b),
        );
      }
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

  test('several faces and none are told apart', async () => {
    const pixels = await decodePicture(readFileSync(models.samples[0]!));
    await expect(finder.crop(pixels, 'single')).rejects.toMatchObject({ code: 'several-faces' });
    const wall = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(128) };
    await expect(finder.crop(wall, 'largest')).rejects.toMatchObject({ code: 'no-face' });
  });

  const lfw40 = sharedData('faces/lfw40');
  test.skipIf(!lfw40)(
    'lfw40: a face in every photograph, an EER of 1 % or less before any teaching',
    { timeout: 300_000 },
    async () => {
      const backbone = await openBackbone(models.backbone.card, onnxOf(models.backbone));
      const people = readdirSync(lfw40!, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      const labels: number[] = [];
      const rows: number[] = [];
      for (const [label, { name }] of people.entries()) {
        for (const file of readdirSync(join(lfw40!, name))) {
          const { crop } = await finder.crop(await decodePicture(readFileSync(join(lfw40!, name, file))), 'largest');
          const features = await backbone.features(crop);
          const norm = Math.hypot(...features);
          for (const value of features) rows.push(value / norm);
          labels.push(label);
        }
      }
      const { eer, rank1, tarAtFar } = evaluate(Float32Array.from(rows), labels);
      console.info(
        `lfw40, ${labels.length} photographs: EER ${eer}, TAR at FAR 0.1 % ${tarAtFar['0.001']}, rank-1 ${rank1}`,
      );
      expect(labels).toHaveLength(320);
      expect(eer).toBeLessThanOrEqual(0.01);
      expect(tarAtFar['0.001']).toBeGreaterThanOrEqual(0.97);
      expect(rank1).toBeGreaterThanOrEqual(0.99);
    },
  );
});
