import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { tinyCard } from '../support/tiny-card.js';
import { tinyBackbone } from '../support/tiny-onnx.js';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

function kinfold(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** An 8×8 PPM of one colour with noise. */
function ppm(red: number, green: number, blue: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const shift = [red, green, blue].map((value) => value + random.normal() * 15);
  const bytes = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) =>
    Math.max(0, Math.min(255, shift[i % 3]! + random.normal() * 10)),
  );
  return Buffer.concat([Buffer.from('P6 8 8 255\n'), bytes]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinfold-cli-'));
  const random = createRandom(4);
  const weights = Array.from({ length: 24 }, () => random.normal());
  const model = tinyBackbone({ width: 8, weight: (row, channel) => weights[row * 3 + channel]! });
  writeFileSync(join(folder, 'tiny.onnx'), model);
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(await tinyCard(model, 8, 8)));
  for (let person = 0; person < 6; person++) {
    const name = join(folder, 'people', `p${person}`);
    mkdirSync(name, { recursive: true });
    const colour = [0, 1, 2].map(() => random.uniform() * 200 + 30) as [number, number, number];
    for (let picture = 0; picture < 5; picture++) {
      writeFileSync(join(name, `${picture}.pgm`), ppm(...colour, person * 100 + picture));
    }
  }
  writeFileSync(join(folder, 'people', 'p0', 'broken.png'), 'not a picture');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('kinfold teach', () => {
  const teach = (...more: string[]) =>
    kinfold(
      'teach',
      join(folder, 'people'),
      '--aligned',
      '--model',
      join(folder, 'tiny.json'),
      '--models',
      join(folder, 'no-trial-set'),
      '--steps',
      '20',
      ...more,
    );

  it('prints one JSON object, and the same one for the same seed', () => {
    const { status, stdout, stderr } = teach('--shots', '3', '--strangers', '2', '--seed', '7', '--json');
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout);
    const figures = {
      tarAtFar: { '0.01': expect.any(Number), '0.001': expect.any(Number) },
      eer: expect.any(Number),
      rank1: expect.any(Number),
    };
    expect(result).toEqual({
      seed: 7,
      people: 6,
      taught: 12,
      measured: 8,
      before: figures,
      after: figures,
      strangers: { before: figures, after: figures },
      teaching: {
        kept: expect.stringMatching(/^(before|after)$/),
        reason: expect.any(String),
        judgement: expect.objectContaining({ on: 'held-out', pictures: 2 }),
        steps: expect.any(Number),
        events: expect.any(Array),
      },
    });
    expect(stderr).toContain('broken.png');
    expect(teach('--shots', '3', '--strangers', '2', '--seed', '7', '--json').stdout).toBe(stdout);
    expect(teach('--shots', '3', '--strangers', '2', '--seed', '8', '--json').stdout).not.toBe(stdout);
  });

  it('writes a report: figures before and after, the training, the sums of what was measured, no pictures left unsaid', () => {
    const file = join(folder, 'taught.html');
    const { status, stderr } = teach('--shots', '3', '--seed', '7', '--report', file);
    expect(status, stderr).toBe(0);
    const html = readFileSync(file, 'utf8');
    for (const chart of ['ROC', 'DET', 'Squared distances', 'Map of the embeddings', 'Loss', 'EER of the pictures']) {
      expect(html).toContain(`aria-label="${chart}`);
    }
    expect(html).toMatch(/before<\/th><th class="number">now<\/th>/);
    expect(html).toMatch(/The weights from (before|after) teaching were kept: .* held-out pictures/);
    expect(html).toContain('p0/broken.png');
    expect(html.match(/<code>[0-9a-f]{64}<\/code>/g)).toHaveLength(3);
    expect(html).toContain('<tr><th>Seed</th><td>7</td></tr>');
    expect(html).not.toMatch(/<script|NaN|undefined/);
  });

  it('prints a table, on the CPU as well', () => {
    const { status, stdout, stderr } = teach('--shots', '3', '--backend', 'cpu');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/6 people, 18 pictures taught; the weights from (before|after) teaching were kept: /);
    expect(stdout).not.toContain('strangers');
    expect(stdout).toMatch(/TAR at FAR 0\.1 % +\d+\.\d % +\d+\.\d %/);
  });

  it.each([
    [['--shots', '1'], 2, 'shots'],
    [['--shots', 'four'], 2, 'shots'],
    [['--strangers', '5'], 1, 'strangers'],
    [['--strangers', '1'], 1, 'strangers'],
    [['--shots', '5'], 1, 'shots'],
    [['--backend', 'cuda'], 2, 'backend'],
    [['--fast'], 2, 'fast'],
    [['--miner', 'hardest'], 2, '--miner is hardest, expected one of batch-all'],
    [['--held-out', '0.9'], 2, '--held-out is 0.9, expected a number from 0 to 0.5'],
    [['--model', 'nowhere.json'], 1, 'nowhere.json'],
  ])('%j is refused', (args, expected, word) => {
    const { status, stdout, stderr } = teach(...args);
    expect(status, stderr).toBe(expected);
    expect(stdout).toBe('');
    expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/\n +at /);
    expect(stderr).not.toContain('broken.png');
  });

  it('fetches no trial set that it does not use', () => {
    expect(existsSync(join(folder, 'no-trial-set'))).toBe(false);
  });

  it('refuses a single identity with pictures left to measure before it reads any', () => {
    const lonely = join(folder, 'lonely');
    for (const [name, pictures] of [
      ['p0', 4],
      ['p1', 2],
    ] as const) {
      mkdirSync(join(lonely, name), { recursive: true });
      for (let index = 0; index < pictures; index++) writeFileSync(join(lonely, name, `${index}.png`), 'not a picture');
    }
    const { status, stderr } = kinfold(
      'teach',
      lonely,
      '--aligned',
      '--model',
      join(folder, 'tiny.json'),
      '--shots',
      '2',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('1 have a picture to measure and 1 have two, expected at least 2 and 1');
    expect(stderr).not.toContain('left out');
  });
});

describe('kinfold', () => {
  it('inspects an ONNX file', () => {
    const { status, stdout } = kinfold('inspect', join(folder, 'tiny.onnx'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ opset: 13, parameters: 32, operators: { Gemm: 1, Flatten: 1 } });
    expect(kinfold('inspect', join(folder, 'tiny.onnx')).stdout).toMatch(/opset +13/);
  });

  it.each([
    [[], 2],
    [['dance'], 2],
    [['teach'], 2],
    [['inspect'], 2],
    [['inspect', 'nowhere.onnx'], 1],
    [['inspect', 'package.json'], 1],
    [['teach', 'nowhere'], 1],
  ])('%j ends with exit code %i and a sentence', (args, code) => {
    const { status, stdout, stderr } = kinfold(...args);
    expect(status).toBe(code);
    expect(stdout).toBe('');
    expect(stderr.length).toBeGreaterThan(10);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
