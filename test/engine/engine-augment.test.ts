import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/encoder/safetensors.js';
import type { Trainable } from '../../src/engine/network.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { tinyConvModel } from '../support/tiny-conv.js';
import { picturesOf } from '../support/tiny-engine.js';

const augment = { flip: 0.5, shift: 0.1, gain: 0.2, noise: 4 };
const recipe = { steps: 6, learningRate: 1e-2, backboneLearningRate: 1e-2 };
const pictures = picturesOf('Bo', 900, 2);

async function open(trainable: Trainable, options = {}) {
  const { engine } = await openEngine({ backbone: await tinyConvModel(), trainable, ...options });
  await enrolEveryone(engine);
  return engine;
}

/** Embeddings after a teach, as one list. */
async function taught(trainable: Trainable, options = {}, seed = 0): Promise<Float32Array> {
  const engine = await open(trainable, options);
  await teach(engine, { ...recipe, seed });
  return Float32Array.from((await engine.embed(pictures)).flatMap((embedding) => [...embedding]));
}

const shapeOf = (file: Uint8Array, name: string) => readSafetensors(file).tensors.get(name)?.shape;

describe('an engine that augments', () => {
  it('while everything learns sees each picture in another way at every step, and keeps only the picture', async () => {
    const engine = await open('all', { augment });
    expect(shapeOf(await engine.save(), 'gallery.features')).toEqual([12, 3 * 8 * 8]);
    expect(shapeOf(await engine.save(), 'gallery.views')).toBeUndefined();
    const [plain, changed, again] = [
      await taught('all', { augment: {} }),
      await taught('all', { augment }),
      await taught('all', { augment }),
    ];
    expect(Math.max(...plain.map((x, i) => Math.abs(x - changed[i]!)))).toBeGreaterThan(1e-4);
    expectBitEqual('the same seed', changed, again);
  });

  it.each<Trainable>(['head', { from: 'bent' }])(
    'in front of a frozen part keeps views of each picture: %j',
    async (trainable) => {
      const engine = await open(trainable, { augment, views: 3 });
      const width = (await engine.info()).featureWidth;
      const file = await engine.save();
      expect(shapeOf(file, 'gallery.features')).toEqual([12, width]);
      expect(shapeOf(file, 'gallery.views')).toEqual([12, 3, width]);
      const [plain, changed] = [await taught(trainable), await taught(trainable, { augment, views: 3 })];
      expect(Math.max(...plain.map((x, i) => Math.abs(x - changed[i]!)))).toBeGreaterThan(1e-5);
      const other = await open(trainable, { augment, views: 3 });
      await other.load(file);
      expectBitEqual('saved again', await other.save(), file);
    },
  );

  it('makes the same views of the same picture', async () => {
    const [a, b] = [await open('head', { augment, views: 2 }), await open('head', { augment, views: 2 })];
    expectBitEqual('saves', await a.save(), await b.save());
  });

  it('does not augment what it recognises', async () => {
    const [plain, augmenting] = [await open('all', { augment: {} }), await open('all', { augment })];
    expectBitEqual('embedding', (await augmenting.embed(pictures))[0]!, (await plain.embed(pictures))[0]!);
  });

  it('loads what an engine without augmentation saved', async () => {
    const file = await (await open('all', { augment: {} })).save();
    const augmenting = await open('all', { augment });
    await augmenting.load(file);
    expectBitEqual('saved again', await augmenting.save(), file);
  });

  it.each([
    ['a probability of 2', { augment: { flip: 2 } }],
    ['no views', { augment, views: 0 }],
    ['half a view', { augment, views: 1.5 }],
  ])('refuses %s', async (_, options) => {
    const opening = async () => {
      const engine = await open('head', options);
      await engine.enrol('Ada', picturesOf('Ada', 50, 1));
    };
    await expect(opening()).rejects.toEqual(code('argument-invalid'));
  });
});
