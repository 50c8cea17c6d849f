import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelCard } from '../../src/backbone/card.js';
import { trialCards } from '../../src/backbone/cards.js';
import { livenessCards } from '../../src/backbone/liveness-cards.js';
import { type Model, openModel } from '../../src/backbone/model.js';
import { createFaceFinder, type Face } from '../../src/face/faces.js';
import type { Pixels } from '../../src/image/picture.js';
import { readPeople } from '../../src/node/cli/folder.js';
import { decodePicture } from '../../src/node/decode.js';

const shared = process.env['KINFOLD_DATA'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const models = fileURLToPath(new URL('../../models', import.meta.url));

const YUNET: ModelCard = {
  name: 'YuNet',
  task: 'detector',
  source: 'yunet_n_dynamic.onnx',
  sha256: '104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12',
  input: { width: 320, height: 320, layout: 'NCHW', colour: 'BGR', mean: [0], std: [1] },
  output: { width: 1 },
  decoder: 'yunet',
  licence: 'Apache-2.0',
  origin: 'github.com/ShiqiYu/libfacedetection.train',
};

const openAt = async (card: ModelCard, folder: string, file: string): Promise<Model> =>
  openModel(card, await readFile(join(folder, file)), { provider: 'wasm' });

export const storedYuNet = { card: YUNET, path: join(shared, 'models', YUNET.source) };

export const openYuNet = (): Promise<Model> => openAt(YUNET, join(shared, 'models'), YUNET.source);

/** A detector that finds faces in bad light, too, and a network that sees eyes close. */
export async function openNetworks(): Promise<Record<'detector' | 'landmarks', Model>> {
  const detector = await openYuNet();
  const landmarks = await openAt(trialCards.landmarks, models, trialCards.landmarks.source);
  return { detector, landmarks };
}

/** Finds the face that a picture is of: the nearest to its middle, with the points of YuNet (and of the landmark network, as `points68`). */
export async function openFinder(): Promise<(pixels: Pixels) => Promise<Face | undefined>> {
  const finder = createFaceFinder(await openNetworks());
  return async (pixels) => {
    const away = ({ box }: Face) =>
      Math.hypot(box.x + (box.width - pixels.width) / 2, box.y + (box.height - pixels.height) / 2);
    return (await finder.find(pixels)).sort((a, b) => away(a) - away(b))[0];
  };
}

/** The three networks by their key among the cards. */
export async function openLiveness(): Promise<Record<keyof typeof livenessCards, Model>> {
  const open = (card: ModelCard, file: string) => openAt(card, join(shared, 'models'), file);
  return {
    minifas: await open(livenessCards.minifas, 'antispoof_minifas_128.onnx'),
    minifasnetV2: await open(livenessCards.minifasnetV2, livenessCards.minifasnetV2.source),
    minifasnetV1se: await open(livenessCards.minifasnetV1se, livenessCards.minifasnetV1se.source),
  };
}

/** The first photographs of each person of a set of `shared/faces`. */
export async function photographs(set: string, shots: number): Promise<{ person: string; pixels: Pixels }[]> {
  const people = await readPeople(join(shared, 'faces', set));
  const list = people.flatMap(({ name, files }) => files.slice(0, shots).map((file) => ({ person: name, file })));
  return Promise.all(
    list.map(async ({ person, file }) => ({ person, pixels: await decodePicture(await readFile(file)) })),
  );
}
