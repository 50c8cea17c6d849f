import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../src/backbone/load.js';
import type { Engine } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { expectBitEqual } from '../support/compare.js';
import { colours, openTinyEngine, picturesOf, tinyModel, WIDTH } from '../support/tiny-engine.js';

let model: LoadedModel;
let engine: Engine;
let gpu: Gpu;

beforeAll(async () => {
  model = await tinyModel();
});
afterEach(() => engine?.close());

/** Opens an engine and remembers its device, so that a test can take it away. */
async function open(backend: 'webgpu' | 'cpu' = 'webgpu'): Promise<Engine> {
  engine = await openTinyEngine(
    { backbone: model, backend, threshold: 0.1 },
    {
      openBackend: async (kind) => {
        const opened = await nodeEnvironment.openBackend(kind);
        if (opened instanceof Gpu) gpu = opened;
        return opened;
      },
    },
  );
  return engine;
}

async function enrolEveryone(count = 4): Promise<void> {
  for (const identity of Object.keys(colours) as (keyof typeof colours)[]) {
    await engine.enrol(identity, picturesOf(identity, 0, count));
  }
}

async function teach(options: Parameters<Engine['teach']>[0] = {}) {
  const steps: number[] = [];
  const teaching = engine.teach({ steps: 12, every: 4, pictures: 3, ...options });
  let next = await teaching.next();
  for (; !next.done; next = await teaching.next()) steps.push(next.value.step);
  return { steps, report: next.value };
}

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

describe.each(['webgpu', 'cpu'] as const)('engine on %s', (backend) => {
  it('enrols, teaches, recognises, forgets', async () => {
    await open(backend);
    await enrolEveryone();
    expect(await engine.info()).toMatchObject({
      backend,
      featureWidth: WIDTH,
      embeddingWidth: WIDTH,
      provider: 'wasm',
    });
    expect(await engine.identities()).toEqual([
      { identity: 'Ada', pictures: 4 },
      { identity: 'Bo', pictures: 4 },
      { identity: 'Cy', pictures: 4 },
    ]);
    const { steps, report } = await teach();
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(report).toMatchObject({ steps: 12, identities: 3, pictures: 12 });
    const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
    expect(sum(report.before.positive.counts)).toBe(3 * 6);
    expect(sum(report.after.negative.counts)).toBe(3 * 16);

    const [probe] = picturesOf('Bo', 50, 1);
    const [embedding] = await engine.embed([probe!]);
    expect(Math.hypot(...embedding!)).toBeCloseTo(1, 5);
    expect(await engine.identify(probe!)).toMatchObject({ identity: 'Bo', threshold: 0.1 });
    expect(await engine.identify(picturesOf('Cy', 60, 3))).toMatchObject({ identity: 'Cy' });
    expect(await engine.verify('Bo', probe!)).toMatchObject({ identity: 'Bo', match: true });
    expect(await engine.verify('Ada', probe!)).toMatchObject({ match: false });
    await engine.remove('Bo');
    const stranger = await engine.identify(probe!);
    expect(stranger.identity).toBeNull();
    expect(stranger.candidates.map(({ identity }) => identity).sort()).toEqual(['Ada', 'Cy']);
  });

  it('teaches the same weights from the same seed, and saves and loads them', async () => {
    await open(backend);
    await enrolEveryone();
    const start = await engine.save();
    await teach({ seed: 3 });
    const taught = await engine.save();
    await engine.load(start);
    expectBitEqual('before teaching', await engine.save(), start);
    await teach({ seed: 3 });
    expectBitEqual('after teaching', await engine.save(), taught);
    expect(Buffer.compare(start, taught)).not.toBe(0);
    await engine.close();
    await open(backend);
    await engine.load(taught);
    expectBitEqual('in another engine', await engine.save(), taught);
    expect(await engine.identify(picturesOf('Ada', 70, 1)[0]!)).toMatchObject({ identity: 'Ada' });
  });
});

describe('what the engine refuses, with nothing changed', () => {
  it('teaching without enough to compare', async () => {
    await open();
    await expect(teach()).rejects.toEqual(code('gallery-empty'));
    await engine.enrol('Ada', picturesOf('Ada', 0, 3));
    await expect(teach()).rejects.toEqual(code('one-identity'));
    await engine.enrol('Bo', picturesOf('Bo', 0, 1));
    await expect(teach()).rejects.toEqual(code('single-picture'));
    await engine.enrol('Bo', picturesOf('Bo', 1, 1));
    expect((await teach({ steps: 2 })).steps).toEqual([1, 2]);
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
    await open();
    await enrolEveryone(2);
    const before = await engine.save();
    await expect(teach(options)).rejects.toEqual(code('argument-invalid'));
    expectBitEqual('state', await engine.save(), before);
  });

  it('questions to an empty gallery, unknown identities, empty lists', async () => {
    await open();
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
    await open();
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
      engine = await openTinyEngine({ backbone: await tinyModel(() => weight), threshold: 0.1 });
      await expect(engine.enrol('Ada', [picture!])).rejects.toEqual(code(expected));
      await expect(engine.embed([picture!])).rejects.toEqual(code(expected));
      expect(await engine.identities()).toEqual([]);
      await engine.close();
    }
  });

  it.each(['wasm', 'webgpu'] as const)('a black picture after teaching, with the %s provider', async (provider) => {
    // The head's biases turn zero features into a direction: only the features tell that there is nothing to see.
    engine = await openTinyEngine({ backbone: model, provider, threshold: 3.9 });
    await enrolEveryone();
    await teach({ steps: 30, learningRate: 1e-2 });
    const black = { width: 8, height: 8, data: new Uint8ClampedArray(8 * 8 * 4) };
    await expect(engine.identify(black)).rejects.toEqual(code('zero-vector'));
    await expect(engine.embed([...picturesOf('Ada', 50, 1), black])).rejects.toEqual(code('zero-vector'));
    await expect(engine.verify('Ada', black)).rejects.toEqual(code('zero-vector'));
    expect((await engine.embed(picturesOf('Ada', 50, 2))).length).toBe(2);
  });

  it('a learning rate that makes the embedding collapse or diverge', async () => {
    await open();
    await enrolEveryone();
    const before = await engine.save();
    for (const learningRate of [1e3, 1e30]) {
      await expect(teach({ steps: 100, learningRate, optimiser: 'sgd', maxGradientNorm: 0 })).rejects.toMatchObject({
        code: expect.stringMatching(/^(collapsed|diverged)$/),
      });
      expectBitEqual('state', await engine.save(), before);
    }
  });

  it('save files that are truncated, damaged, of another backbone or of anything else', async () => {
    await open();
    await enrolEveryone(2);
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
    await expect(engine.load(model.bytes)).rejects.toBeInstanceOf(KinfoldError);
    expectBitEqual('state', await engine.save(), file);
    const other = await openTinyEngine({ backbone: await tinyModel((row, channel) => row * 7 - channel * 5 + 1) });
    await expect(other.load(file)).rejects.toEqual(code('save-mismatch'));
    await other.close();
  });

  it('changes while it is being taught, and anything once it is closed', async () => {
    await open();
    await enrolEveryone(3);
    const teaching = engine.teach({ steps: 40, every: 2, pictures: 3 });
    await teaching.next();
    await expect(engine.enrol('Dee', picturesOf('Ada', 90, 1))).rejects.toEqual(code('busy'));
    await expect(teach()).rejects.toEqual(code('busy'));
    expect(await engine.identify(picturesOf('Bo', 40, 1)[0]!)).toMatchObject({ identity: 'Bo' });
    await teaching.return(undefined as never);
    await engine.enrol('Dee', picturesOf('Ada', 90, 1));
    await engine.close();
    await expect(engine.identities()).rejects.toEqual(code('closed'));
    await expect(engine.enrol('Ada', picturesOf('Ada', 0, 1))).rejects.toEqual(code('closed'));
  });

  it('to open without an adapter, a sound model or the right shape', async () => {
    const noAdapter = { requestAdapter: async () => null } as unknown as GPU;
    const openBackend = () => Gpu.open(noAdapter);
    await expect(openTinyEngine({ backbone: model }, { openBackend })).rejects.toEqual(code('adapter-missing'));
    const openWith = (bytes: Uint8Array, card = model.card) => openTinyEngine({ backbone: { card, bytes } });
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

describe('what the engine survives', () => {
  it.each([1, 2, 5, 12])('an abort at step %i', async (step) => {
    await open();
    await enrolEveryone();
    const before = await engine.save();
    const controller = new AbortController();
    const teaching = engine.teach({ steps: 12, every: 1, pictures: 3, signal: controller.signal });
    for (let i = 0; i < step; i++) await teaching.next();
    controller.abort();
    await expect(teaching.next()).rejects.toEqual(code('aborted'));
    expectBitEqual('state', await engine.save(), before);
    expect((await teach()).steps.length).toBe(12);
  });

  it('an abort before anything began', async () => {
    await open();
    await enrolEveryone();
    const signal = AbortSignal.abort();
    await expect(teach({ signal })).rejects.toEqual(code('aborted'));
    await expect(engine.embed(picturesOf('Ada', 0, 1), { signal })).rejects.toEqual(code('aborted'));
    await expect(engine.enrol('Ada', picturesOf('Ada', 80, 1), { signal })).rejects.toEqual(code('aborted'));
  });

  it('an abort between two of many pictures', async () => {
    await open();
    const controller = new AbortController();
    let decoded = 0;
    const pictures = Array.from({ length: 50 }, (_, i) => ({
      width: 8,
      height: 8,
      get data() {
        if (++decoded > 20) controller.abort();
        return picturesOf('Ada', i, 1)[0]!.data;
      },
    }));
    await expect(engine.embed(pictures, { signal: controller.signal })).rejects.toEqual(code('aborted'));
    expect(decoded).toBeLessThan(40);
  });

  it('an abort by a timer on the CPU backend', async () => {
    await open('cpu');
    await enrolEveryone();
    const signal = AbortSignal.timeout(50);
    await expect(teach({ steps: 100_000, signal })).rejects.toEqual(code('aborted'));
  });

  it('calls that do not wait for each other', async () => {
    await open();
    const enrolled = [engine.enrol('Ada', picturesOf('Ada', 0, 3)), engine.enrol('Bo', picturesOf('Bo', 0, 3))];
    const taught = teach({ steps: 3 });
    const removed = engine.remove('Ada').catch((error: KinfoldError) => error.code);
    expect(await Promise.all(enrolled)).toHaveLength(2);
    expect(await removed).toBe('busy');
    expect((await taught).steps).toEqual([1, 2, 3]);
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, i) => engine.identify(picturesOf(i % 2 ? 'Ada' : 'Bo', 60 + i, 1)[0]!)),
    );
    expect(many.map(({ identity }) => identity)).toEqual(many.map((_, i) => (i % 2 ? 'Ada' : 'Bo')));
  });

  it('a call that hangs: restart and close do not wait for it', async () => {
    let hang = true;
    engine = await openTinyEngine(
      { backbone: model, threshold: 0.1 },
      { decodePicture: (picture) => (hang ? new Promise(() => {}) : nodeEnvironment.decodePicture(picture)) },
    );
    void engine.embed(picturesOf('Ada', 0, 1)).catch(() => {});
    const waiting = engine.identities();
    await engine.restart();
    hang = false;
    await enrolEveryone(2);
    expect(await waiting).toEqual([]);
    hang = true;
    void engine.embed(picturesOf('Ada', 0, 1)).catch(() => {});
    await engine.close();
  });

  it('a restart in the middle of a teach and of an enrol', async () => {
    await open();
    await enrolEveryone();
    const before = await engine.save();
    const teaching = engine.teach({ steps: 40, every: 2, pictures: 3 });
    await teaching.next();
    const late = engine.enrol('Dee', picturesOf('Ada', 90, 2)).catch((error: KinfoldError) => error.code);
    await engine.restart();
    await expect(async () => {
      while (!(await teaching.next()).done);
    }).rejects.toEqual(code('aborted'));
    expect(['busy', 'aborted']).toContain(await late);
    expectBitEqual('state', await engine.save(), before);
    expect((await teach()).steps.length).toBe(12);
  });

  it('a device lost in the middle of teach', async () => {
    await open();
    await enrolEveryone();
    await teach({ seed: 1 });
    const before = await engine.save();
    const teaching = engine.teach({ steps: 50, every: 2, pictures: 3, seed: 2 });
    await teaching.next();
    gpu.device.destroy();
    await expect(async () => {
      while (!(await teaching.next()).done);
    }).rejects.toEqual(code('device-lost'));
    await expect(engine.identify(picturesOf('Bo', 40, 1)[0]!)).rejects.toEqual(code('device-lost'));
    expectBitEqual('state', await engine.save(), before);
    await engine.restart();
    expectBitEqual('state', await engine.save(), before);
    expect(await engine.identify(picturesOf('Bo', 40, 1)[0]!)).toMatchObject({ identity: 'Bo' });
    expect((await teach()).steps.length).toBe(12);
  });

  it('a restart without an adapter, and another with one', async () => {
    let gone = false;
    engine = await openTinyEngine(
      { backbone: model, threshold: 0.1 },
      {
        openBackend: (kind) => {
          if (gone) throw new KinfoldError('adapter-missing', 'gone');
          return nodeEnvironment.openBackend(kind);
        },
      },
    );
    await enrolEveryone();
    const before = await engine.save();
    gone = true;
    await expect(engine.restart()).rejects.toEqual(code('adapter-missing'));
    expectBitEqual('state', await engine.save(), before);
    gone = false;
    await engine.restart();
    expect(await engine.identify(picturesOf('Cy', 40, 1)[0]!)).toMatchObject({ identity: 'Cy' });
  });
});
