import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import { writeSafetensors } from '../../src/encoder/safetensors.js';
import { divisionOf } from '../../src/engine/delta.js';
import type { Trainable } from '../../src/engine/network.js';
import type { Engine } from '../../src/engine/types.js';
import { toTensor } from '../../src/image/tensor.js';
import { readOnnx } from '../../src/onnx/read.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { refusal } from '../support/refusal.js';
import { tinyConvModel } from '../support/tiny-conv.js';
import { picturesOf, WIDTH } from '../support/tiny-engine.js';

const parts: readonly Trainable[] = ['head', { from: 'sum' }, { from: 'bent' }, 'all'];
const recipe = { steps: 8, learningRate: 3e-3, backboneLearningRate: 3e-3, patience: 4 };

async function taught(trainable: Trainable, options = {}): Promise<Engine> {
  const { engine } = await openEngine({ backbone: await tinyConvModel(), trainable, ...options });
  await enrolEveryone(engine);
  await teach(engine, recipe);
  return engine;
}

const pictures = picturesOf('Ada', 900, 3);

/** What plain onnxruntime makes of the pictures with an exported file, all in one batch. */
async function embedWith(file: Uint8Array, card: Awaited<ReturnType<typeof tinyConvModel>>['card']) {
  const input = Float32Array.from(pictures.flatMap((picture) => [...toTensor(picture, card.input)]));
  const session = await openSession(file);
  const { embedding } = await session.run(input, [pictures.length, 3, 8, 8]);
  await session.release();
  return embedding!;
}

describe.each(parts.map((trainable) => ({ trainable })))('an engine whose $trainable learns', ({ trainable }) => {
  it('starts as the backbone, learns, and exports what it has learned as ONNX', async () => {
    const { card, bytes } = await tinyConvModel();
    const { engine } = await openEngine({ backbone: { card, bytes }, trainable });
    expect((await engine.info()).trainable).toEqual(trainable);
    expect((await engine.info()).provider).toBe(trainable === 'all' ? null : 'wasm');
    const plain = await openEngine({ backbone: { card, bytes } });
    const before = await engine.embed(pictures);
    const expected = await plain.engine.embed(pictures);
    for (const [i, embedding] of before.entries()) {
      expectClose(`picture ${i}`, embedding, expected[i]!, { relative: 1e-4, absolute: 1e-5 });
    }
    await enrolEveryone(engine);
    const { report } = await teach(engine, recipe);
    expect(report).toMatchObject({ steps: 8, kept: 'after' });
    const after = (await engine.embed(pictures)).flatMap((embedding) => [...embedding]);
    expect(
      Math.max(...after.map((x, i) => Math.abs(x - expected[Math.floor(i / WIDTH)]![i % WIDTH]!))),
    ).toBeGreaterThan(1e-3);
    const file = await engine.exportOnnx();
    expectClose('exported', await embedWith(file, card), after, { relative: 1e-4, absolute: 1e-5 });
    const { inputs, outputs } = readOnnx(file).graph;
    expect(inputs.map(({ name, shape }) => [name, shape])).toEqual([['picture', ['N', 3, 8, 8]]]);
    expect(outputs.map(({ name, shape }) => [name, shape])).toEqual([['embedding', ['N', WIDTH]]]);
  });

  it('keeps what it learned in a save and in a delta', async () => {
    const engine = await taught(trainable);
    const [expected] = await engine.embed(pictures.slice(0, 1));
    const [save, delta] = [await engine.save(), await engine.exportDelta()];
    const { engine: other } = await openEngine({ backbone: await tinyConvModel(), trainable });
    await other.load(save);
    expectBitEqual('loaded', (await other.embed(pictures.slice(0, 1)))[0]!, expected!);
    const { engine: third } = await openEngine({ backbone: await tinyConvModel(), trainable });
    await third.applyDelta(delta);
    expectBitEqual('applied', (await third.embed(pictures.slice(0, 1)))[0]!, expected!);
    const { engine: stranger } = await openEngine({ backbone: await tinyConvModel(7), trainable });
    await expect(stranger.applyDelta(delta)).rejects.toEqual(code('save-mismatch'));
    await expect(other.applyDelta(save)).rejects.toEqual(code('save-invalid'));
  });
});

describe('a delta', () => {
  it('holds of the backbone only what has changed', async () => {
    const of = async (trainable: Trainable) => (await (await taught(trainable)).exportDelta()).length;
    expect(await of({ from: 'sum' })).toBeLessThan(await of('all'));
  });

  it('that says no part that there is, is damaged', () => {
    const delta = (trainable: string) =>
      writeSafetensors(new Map(), new Map(Object.entries({ format: 'kinfold-delta', trainable })));
    for (const trainable of ['{"from":"a"b"}', '{"from":1}', 'null', 'tail']) {
      expect(() => divisionOf(delta(trainable))).toThrow(refusal('save-invalid', /trainable is/));
    }
  });
});

describe('a delta and a save say which option to change', () => {
  it('where another part learned', async () => {
    const { engine } = await openEngine({ backbone: await tinyConvModel(), trainable: 'all' });
    const { engine: other } = await openEngine({ backbone: await tinyConvModel(), trainable: { from: 'sum' } });
    const cure = refusal(
      'save-mismatch',
      /trainable \{"from":"sum"\}, but this engine has "all"; open the engine with the same/,
    );
    await expect(engine.applyDelta(await other.exportDelta())).rejects.toEqual(cure);
    await expect(engine.load(await other.save())).rejects.toEqual(cure);
  });

  it('where another camera stood in front', async () => {
    const { engine } = await openEngine({ backbone: await tinyConvModel() });
    const { engine: noisy } = await openEngine({ backbone: await tinyConvModel(), camera: 'noisy' });
    const cure = refusal('save-mismatch', /open the engine with camera noisy/);
    await expect(engine.applyDelta(await noisy.exportDelta())).rejects.toEqual(cure);
    await expect(engine.load(await noisy.save())).rejects.toEqual(cure);
    const back = refusal('save-mismatch', /open the engine with camera plain/);
    await expect(noisy.load(await engine.save())).rejects.toEqual(back);
  });
});

describe('a tensor at which the network cannot be cut', () => {
  it.each(['second', 'nowhere'])('%s', async (from) => {
    const { card, bytes } = await tinyConvModel();
    await expect(openEngine({ backbone: { card, bytes }, trainable: { from } })).rejects.toEqual(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining(from) }),
    );
  });
});
