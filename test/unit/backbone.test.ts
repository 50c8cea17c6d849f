import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBackbone } from '../../src/backbone/backbone.js';
import { type ModelCard, parseCard } from '../../src/backbone/card.js';
import { checkSha256, sha256 } from '../../src/backbone/checksum.js';
import { openModel } from '../../src/backbone/model.js';
import { openSession } from '../../src/backbone/session.js';
import type { Pixels } from '../../src/image/picture.js';
import { tinyCard } from '../support/tiny-card.js';
import * as tiny from '../support/tiny-onnx.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

function plain(red: number, green: number, blue: number, side = 5): Pixels {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let at = 0; at < data.length; at += 4) data.set([red, green, blue, 255], at);
  return { width: side, height: side, data };
}

describe('parseCard', () => {
  const card = {
    name: 'a face net',
    task: 'backbone',
    source: 'net.onnx',
    sha256: 'AB'.repeat(32),
    input: { width: 112, height: 96, layout: 'NCHW', colour: 'BGR', mean: [127], std: [1, 2, 3] },
    output: { width: 512 },
    threshold: 1.2,
    licence: 'MIT',
    origin: 'not documented',
  };
  const without = (key: string) => Object.fromEntries(Object.entries(card).filter(([name]) => name !== key));
  const input = (change: object) => ({ ...card, input: { ...card.input, ...change } });

  test('keeps what is there, adds nothing, lowers the checksum', () => {
    expect(parseCard(card)).toEqual({ ...card, sha256: 'ab'.repeat(32) });
    const full = {
      ...card,
      sha256: 'ab'.repeat(32),
      decoder: 'blazeface',
      template: [1, 2, 3, 4, 5].map((x) => ({ x, y: 2 * x })),
      flushSubnormals: true,
      note: 'n',
      output: { name: 'o', width: 1 },
    };
    expect(parseCard(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });
  test.each([
    ['no object', 'text', /card is "text" but expected an object/],
    ['a list', [], /card is \[\]/],
    ['no name', without('name'), /name is missing/],
    ['no licence', without('licence'), /licence is missing/],
    ['an empty origin', { ...card, origin: ' ' }, /origin/],
    ['another task', { ...card, task: 'poetry' }, /task is "poetry" but expected "backbone" or/],
    ['a short checksum', { ...card, sha256: 'abc' }, /sha256 is "abc" but expected 64 hexadecimal digits/],
    ['a misspelt field', { ...card, license: 'MIT' }, /"license"/],
    ['a misspelt input field', input({ color: 'RGB' }), /input field is "color"/],
    ['half a pixel', input({ width: 1.5 }), /input.width is 1.5/],
    ['a layout of nobody', input({ layout: 'CHWN' }), /input.layout/],
    ['two means', input({ mean: [1, 2] }), /input.mean is \[1,2\] but expected 1 or 3 numbers/],
    ['a zero std', input({ std: [0] }), /input.std is \[0\]/],
    ['a NaN mean', input({ mean: [Number.NaN] }), /input.mean/],
    ['no output width', { ...card, output: {} }, /output.width is missing/],
    ['a decoder of nobody', { ...card, decoder: 'yolo' }, /decoder is "yolo" but expected "ultraface" or "blazeface"/],
    ['a template of four points', { ...card, template: [{}, {}, {}, {}] }, /template is .* but expected five points/],
    [
      'a point without y',
      { ...card, template: new Array(5).fill({ x: 1 }) },
      /template point is {"x":1} but expected an x and/,
    ],
    ['a threshold beyond 4', { ...card, threshold: 5 }, /threshold is 5/],
    ['a threshold that accepts everyone', { ...card, threshold: 4 }, /threshold is 4 but expected .* below 4/],
  ])('refuses: %s', (_, json, message) => {
    expect(() => parseCard(json)).toThrow(refusal('argument-invalid', message));
  });
});

test('sha256 of "abc" is the one of FIPS 180-4; another file is refused', async () => {
  const abc = new TextEncoder().encode('abc');
  const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256(abc)).toBe(sum);
  await checkSha256('file', abc, sum.toUpperCase());
  await expect(checkSha256('file', abc.subarray(1), sum)).rejects.toEqual(
    refusal('checksum-mismatch', /^file: SHA-256/),
  );
});

describe('openBackbone, wasm', () => {
  const bytes = tiny.tinyBackbone();

  test('features are what the network computes, for one picture after another', async () => {
    const backbone = await openBackbone(await tinyCard(bytes), bytes);
    expect([backbone.provider, backbone.width, backbone.sha256]).toEqual(['wasm', 4, await sha256(bytes)]);
    expect(backbone.featuresOnGpu).toBeUndefined();
    // row + channel + 1 as weights: row 0 is r + 2g + 3b.
    const [one, two] = await Promise.all([backbone.features(plain(1, 10, 100)), backbone.features(plain(2, 0, 0))]);
    expect([...one]).toEqual([321, 432, 543, 654]);
    expect([...two]).toEqual([2, 4, 6, 8]);
    await backbone.release();
    await backbone.release();
    await expect(backbone.features(plain(1, 2, 3))).rejects.toEqual(refusal('closed'));
  });

  test('colour order, mean and std of the card reach the network', async () => {
    const card = await tinyCard(bytes);
    const changed: ModelCard = { ...card, input: { ...card.input, colour: 'BGR', mean: [1, 0, 0], std: [1, 2, 1] } };
    const backbone = await openBackbone(changed, bytes);
    expect((await backbone.features(plain(3, 20, 101)))[0]).toBe(100 + 2 * 10 + 3 * 3);
    await backbone.release();
  });

  test('not finite and all zero are refused', async () => {
    const huge = tiny.tinyBackbone({ weight: () => 3e38 });
    const backbone = await openBackbone(await tinyCard(huge), huge);
    await expect(backbone.features(plain(255, 255, 255))).rejects.toEqual(
      refusal('not-finite', /number 0 is Infinity/),
    );
    await expect(backbone.features(plain(0, 0, 0))).rejects.toEqual(refusal('zero-vector'));
    await backbone.release();
  });

  test('finite features whose length float32 cannot hold are refused', async () => {
    const large = tiny.tinyBackbone({ weight: () => 1e19 });
    const backbone = await openBackbone(await tinyCard(large), large);
    // Four features of 3e19 each for white: squares of 3.6e39.
    await expect(backbone.features(plain(1, 1, 1))).rejects.toEqual(refusal('not-finite', /3\.60?e\+39/));
    expect(await backbone.features(plain(0, 0, 0)).catch(({ code }) => code)).toBe('zero-vector');
    await backbone.release();
  });

  test('a weight of 1e-31 is flushed where the card asks for it', async () => {
    const small = tiny.tinyBackbone({ weight: () => 1e-31 });
    const card = await tinyCard(small);
    const kept = await openBackbone(card, small);
    expect((await kept.features(plain(255, 255, 255)))[0]).toBeGreaterThan(0);
    const flushed = await openBackbone({ ...card, flushSubnormals: true }, small);
    await expect(flushed.features(plain(255, 255, 255))).rejects.toEqual(refusal('zero-vector'));
    await Promise.all([kept.release(), flushed.release()]);
  });

  test('each damage has its code, before onnxruntime sees the file', async () => {
    const card = await tinyCard(bytes);
    vi.doMock('onnxruntime-web/wasm', () => {
      throw new Error('onnxruntime was loaded');
    });
    onTestFinished(() => void vi.doUnmock('onnxruntime-web/wasm'));
    const open = (change: Partial<ModelCard>, file: Uint8Array) => openBackbone({ ...card, ...change }, file);
    const text = new TextEncoder().encode('not a model');
    await expect(open({}, text)).rejects.toEqual(refusal('onnx-invalid'));
    await expect(open({}, bytes.subarray(0, bytes.length - 20))).rejects.toEqual(refusal('onnx-truncated'));
    await expect(open({ sha256: '0'.repeat(64) }, bytes)).rejects.toEqual(refusal('checksum-mismatch'));
    const input = { ...card.input, width: 9 };
    await expect(open({ input }, bytes)).rejects.toEqual(
      refusal('shape-mismatch', /got \[1, 3, 8, 9\].*\[1, 3, 8, 8\]/),
    );
    await expect(open({ output: { width: 5 } }, bytes)).rejects.toEqual(refusal('shape-mismatch', /got \[5\]/));
    await expect(open({ output: { name: 'nose', width: 4 } }, bytes)).rejects.toEqual(
      refusal('argument-invalid', /"nose"/),
    );
    await expect(open({ task: 'detector' }, bytes)).rejects.toEqual(refusal('argument-invalid', /"detector"/));
    await expect(open({}, bytes)).rejects.toEqual(refusal('dependency-missing', /npm install onnxruntime-web/));
  });

  test('an operator that onnxruntime does not have is refused', async () => {
    const file = tiny.model({
      nodes: [tiny.node('Teleport', ['x'], 'y')],
      inputs: [tiny.value('x', [1])],
      outputs: [tiny.value('y', [1])],
    });
    await expect(openSession(file)).rejects.toEqual(refusal('onnx-unsupported', /Teleport/));
  });

  test('an output that the file leaves free is checked when it comes', async () => {
    const free = tiny.model({
      nodes: [tiny.node('GlobalAveragePool', ['x'], 'pooled'), tiny.node('Flatten', ['pooled'], 'y')],
      inputs: [tiny.value('x', [1, 3, 8, 8])],
      outputs: [tiny.value('y', [1, 'width'])],
    });
    const card = { ...(await tinyCard(free)), output: { width: 4 } };
    const { name: _, ...input } = card.input;
    const backbone = await openBackbone({ ...card, input }, free);
    await expect(backbone.features(plain(1, 2, 3))).rejects.toEqual(refusal('shape-mismatch', /got \[3\]/));
    await backbone.release();
  });

  test('openModel returns every output by name', async () => {
    const model = await openModel(await tinyCard(bytes), bytes);
    expect(Object.keys(await model.run(plain(1, 1, 1)))).toEqual(['features']);
    await model.release();
  });
});
