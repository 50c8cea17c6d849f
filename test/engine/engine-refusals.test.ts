import { describe, expect, it } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { picturesOf, tinyModel } from '../support/tiny-engine.js';

describe('what the engine refuses, with nothing changed', () => {
  it('teaching without enough to compare', async () => {
    const { engine } = await openEngine();
    await expect(teach(engine)).rejects.toEqual(code('gallery-empty'));
    await engine.enrol('Ada', picturesOf('Ada', 0, 3));
    await expect(teach(engine)).rejects.toEqual(code('one-identity'));
    await engine.enrol('Bo', picturesOf('Bo', 0, 1));
    await expect(teach(engine)).rejects.toEqual(code('single-picture'));
    await engine.enrol('Bo', picturesOf('Bo', 1, 1));
    expect((await teach(engine, { steps: 2 })).steps).toEqual([1, 2]);
  });

  it.each([
    { steps: 0 },
    { steps: 1.5 },
    { margin: 0 },
    { margin: 4 },
    { margin: Number.NaN },
    { pictures: 1 },
    { identities: 4 },
    { learningRate: -1 },
    { every: 0 },
    { seed: -1 },
    { miner: 'hardest' as never },
  ])('teach(%o)', async (options) => {
    const { engine } = await openEngine();
    await enrolEveryone(engine, 2);
    const before = await engine.save();
    await expect(teach(engine, options)).rejects.toEqual(code('argument-invalid'));
    expectBitEqual('state', await engine.save(), before);
  });

  it('questions to an empty gallery, unknown identities, empty lists', async () => {
    const { engine } = await openEngine();
    const [picture] = picturesOf('Ada', 0, 1);
    await expect(engine.identify(picture!)).rejects.toEqual(code('gallery-empty'));
    await expect(engine.verify('Ada', picture!)).rejects.toEqual(code('gallery-empty'));
    await expect(engine.histograms()).rejects.toEqual(code('gallery-empty'));
    await expect(engine.enrol('Ada', [])).rejects.toEqual(code('argument-invalid'));
    await expect(engine.embed([])).rejects.toEqual(code('argument-invalid'));
    await engine.enrol('Ada', [picture!]);
    await expect(engine.verify('Eve', picture!)).rejects.toEqual(code('identity-unknown'));
    await expect(engine.remove('Eve')).rejects.toEqual(code('identity-unknown'));
    await expect(engine.identify(picture!, { threshold: 4 })).rejects.toEqual(code('argument-invalid'));
  });

  it('a corrupt picture among good ones: none is enrolled', async () => {
    const { engine } = await openEngine();
    await engine.enrol('Ada', picturesOf('Ada', 0, 2));
    const before = await engine.save();
    const truncatedPng = Uint8Array.of(
      0x89,
      0x50,
      0x4e,
      0x47,
      0x0d,
      0x0a,
      0x1a,
      0x0a,
      0,
      0,
      0,
      13,
      0x49,
      0x48,
      0x44,
      0x52,
    );
    await expect(engine.enrol('Bo', [...picturesOf('Bo', 0, 2), truncatedPng])).rejects.toEqual(
      code('picture-corrupt'),
    );
    await expect(engine.enrol('Bo', [new TextEncoder().encode('no picture at all')])).rejects.toEqual(
      code('picture-unsupported'),
    );
    expectBitEqual('state', await engine.save(), before);
  });

  it('features that are not finite or all zero, on every way in', async () => {
    const [picture] = picturesOf('Ada', 0, 1);
    for (const [weight, expected] of [
      [3e38, 'not-finite'],
      [0, 'zero-vector'],
    ] as const) {
      const { engine } = await openEngine({ backbone: await tinyModel(() => weight) });
      await expect(engine.enrol('Ada', [picture!])).rejects.toEqual(code(expected));
      await expect(engine.embed([picture!])).rejects.toEqual(code(expected));
      expect(await engine.identities()).toEqual([]);
    }
  });

  it.each(['wasm', 'webgpu'] as const)('a black picture after teaching, with the %s provider', async (provider) => {
    // The head's biases turn zero features into a direction: only the features tell that there is nothing to see.
    const { engine } = await openEngine({ provider, threshold: 3.9 });
    await enrolEveryone(engine);
    await teach(engine, { steps: 30, learningRate: 1e-2 });
    const black = { width: 8, height: 8, data: new Uint8ClampedArray(8 * 8 * 4) };
    await expect(engine.identify(black)).rejects.toEqual(code('zero-vector'));
    await expect(engine.embed([...picturesOf('Ada', 50, 1), black])).rejects.toEqual(code('zero-vector'));
    await expect(engine.verify('Ada', black)).rejects.toEqual(code('zero-vector'));
    expect((await engine.embed(picturesOf('Ada', 50, 2))).length).toBe(2);
  });

  it('weights of a learning rate that makes the embedding collapse or diverge', async () => {
    const { engine } = await openEngine();
    await enrolEveryone(engine);
    const before = await engine.save();
    for (const learningRate of [1e3, 1e30]) {
      const { report } = await teach(engine, { steps: 100, learningRate, optimiser: 'sgd', maxGradientNorm: 0 });
      expect(report).toMatchObject({ kept: 'before', after: report.before });
      expect(report.events.filter(({ kind }) => kind === 'rolled-back')).not.toHaveLength(0);
      expect(report.events.at(-1)!.kind).toBe('gave-up');
      expect(report.reason).toMatch(/lower the learning rate/);
      expectBitEqual('state', await engine.save(), before);
    }
  });

  it('save files that are truncated, damaged, of another backbone or of anything else', async () => {
    const { engine } = await openEngine();
    await enrolEveryone(engine, 2);
    const file = await engine.save();
    for (let length = 0; length < file.length; length += 97) {
      await expect(engine.load(file.slice(0, length))).rejects.toEqual(code('save-truncated'));
    }
    const damaged = file.slice();
    damaged[damaged.length - 300]! ^= 1;
    await expect(engine.load(damaged)).rejects.toEqual(code('checksum-mismatch'));
    const renamed = Uint8Array.from(file);
    const text = new TextDecoder('latin1').decode(file);
    renamed[text.indexOf('Ada')] = 'I'.charCodeAt(0);
    await expect(engine.load(renamed)).rejects.toEqual(code('checksum-mismatch'));
    await expect(engine.load((await tinyModel()).bytes)).rejects.toBeInstanceOf(KinfoldError);
    expectBitEqual('state', await engine.save(), file);
    const other = await openEngine({ backbone: await tinyModel((row, channel) => row * 7 - channel * 5 + 1) });
    await expect(other.engine.load(file)).rejects.toEqual(code('save-mismatch'));
  });

  it('changes while it is being taught, and anything once it is closed', async () => {
    const { engine } = await openEngine();
    await enrolEveryone(engine, 3);
    const teaching = engine.teach({ steps: 40, every: 2, pictures: 3 });
    await teaching.next();
    await expect(engine.enrol('Dee', picturesOf('Ada', 90, 1))).rejects.toEqual(code('busy'));
    await expect(teach(engine)).rejects.toEqual(code('busy'));
    expect(await engine.identify(picturesOf('Bo', 40, 1)[0]!)).toMatchObject({ identity: 'Bo' });
    await teaching.return(undefined as never);
    await engine.enrol('Dee', picturesOf('Ada', 90, 1));
    await engine.close();
    await expect(engine.identities()).rejects.toEqual(code('closed'));
    await expect(engine.enrol('Ada', picturesOf('Ada', 0, 1))).rejects.toEqual(code('closed'));
  });

  it('to open without an adapter, a sound model or the right shape', async () => {
    const model = await tinyModel();
    const noAdapter = { requestAdapter: async () => null } as unknown as GPU;
    const openBackend = () => Gpu.open(noAdapter);
    await expect(openEngine({}, { openBackend })).rejects.toEqual(code('adapter-missing'));
    const openWith = (bytes: Uint8Array, card = model.card) => openEngine({ backbone: { card, bytes } });
    const flipped = model.bytes.slice();
    flipped[flipped.length - 40]! ^= 1;
    await expect(openWith(flipped)).rejects.toBeInstanceOf(KinfoldError);
    await expect(openWith(model.bytes.slice(0, -60))).rejects.toEqual(code('onnx-truncated'));
    await expect(openWith(new TextEncoder().encode('hello'))).rejects.toEqual(code('onnx-invalid'));
    await expect(openWith(model.bytes, { ...model.card, sha256: '0'.repeat(64) })).rejects.toEqual(
      code('checksum-mismatch'),
    );
    await expect(openWith(model.bytes, { ...model.card, input: { ...model.card.input, width: 9 } })).rejects.toEqual(
      code('shape-mismatch'),
    );
  });
});
