import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { decodeCohort } from '../../src/engine/cohort.js';
import { tinyModel, WIDTH } from '../support/tiny-engine.js';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let network: string;
const at = (...names: string[]) => join(folder, ...names);

function kinfold(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** 8 × 8 pictures of people who are colours. */
function writePeople(name: string, people: number, pictures: number, seed: number): void {
  const random = createRandom(seed);
  for (let person = 0; person < people; person++) {
    mkdirSync(at(name, `${name}-${person}`), { recursive: true });
    const colour = [0, 1, 2].map(() => random.uniform() * 200 + 30);
    for (let picture = 0; picture < pictures; picture++) {
      const pixels = Uint8Array.from({ length: 192 }, (_, i) =>
        Math.max(0, Math.min(255, colour[i % 3]! + random.normal() * 20)),
      );
      const file = at(name, `${name}-${person}`, `${picture}.pgm`);
      writeFileSync(file, Buffer.concat([Buffer.from('P6 8 8 255\n'), pixels]));
    }
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinfold-calibrate-'));
  const { card, bytes } = await tinyModel();
  network = card.sha256;
  writeFileSync(at('tiny.onnx'), bytes);
  writeFileSync(at('tiny.json'), JSON.stringify(card));
  writePeople('strangers', 20, 2, 1);
  writePeople('enrolled', 4, 4, 2);
  writePeople('crowd', 16, 6, 3);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = () => ['--aligned', '--model', at('tiny.json'), '--backend', 'cpu'];

describe('kinfold cohort', () => {
  it('writes the features of strangers, without their names, and says how many and how large', async () => {
    writeFileSync(at('strangers', 'strangers-0', 'broken.png'), 'not a picture');
    writeFileSync(at('strangers', 'strangers-1', 'copy.pgm'), readFileSync(at('strangers', 'strangers-0', '0.pgm')));
    const { status, stdout, stderr } = kinfold('cohort', at('strangers'), '--out', at('cohort.safetensors'), ...tiny());
    expect(status, stderr).toBe(0);
    const file = readFileSync(at('cohort.safetensors'));
    expect(stdout).toBe(`${at('cohort.safetensors')}: 40 pictures of 20 people, ${file.length} bytes\n`);
    expect(stderr).toMatch(
      /left out .*broken\.png: .*\nleft out a picture of strangers-1: .*enrolled as "strangers-0"/,
    );
    expect(file.toString('latin1')).not.toContain('strangers');
    const cohort = await decodeCohort(file, { network, trainable: 'head' }, WIDTH);
    expect(cohort.labels).toEqual(Uint32Array.from({ length: 40 }, (_, i) => Math.floor(i / 2)));
  });

  it.each([
    [[], 2, '--out'],
    [['--out', 'x', '--camera', 'broken'], 2, '--camera is broken, expected plain or noisy'],
    [['--out', join('package.json', 'x')], 1, 'cannot be written'],
  ])('%j is refused', (args, expected, word) => {
    const { status, stdout, stderr } = kinfold('cohort', at('strangers'), ...tiny(), ...args);
    expect([status, stdout, stderr]).toEqual([expected, '', expect.stringContaining(word)]);
  });
});

describe('kinfold calibrate', () => {
  const calibrate = (...more: string[]) =>
    kinfold('calibrate', at('enrolled'), '--cohort', at('cohort.safetensors'), ...tiny(), ...more);

  it('prints thresholds with intervals for what the cohort supports, as a table and as JSON', () => {
    const { status, stdout, stderr } = calibrate('--far', '0.18', '--json');
    expect(status, stderr).toBe(0);
    const { calibration, table } = JSON.parse(stdout);
    expect(calibration).toMatchObject({ far: 0.18, strangers: 20, strangerPictures: 40, identities: 4, pictures: 16 });
    expect(calibration.smallestFar).toBeCloseTo(0.15);
    expect(table.map(({ far }: { far: number }) => far)).toEqual([0.2, 0.18]);
    const { cllr, ...verify } = calibration.verify;
    expect(cllr).toBeGreaterThan(0);
    expect(table[1].verify).toEqual(verify);
    expect(verify.far.lower).toBeLessThanOrEqual(verify.far.rate);
    expect(verify.far.upper).toBeGreaterThan(verify.far.rate);
    const text = calibrate('--far', '0.18');
    expect(text.status, text.stderr).toBe(0);
    expect(text.stdout).toContain('4 identities, 16 pictures enrolled; 40 pictures of 20 strangers');
    expect(text.stdout).toContain('smallest FAR that so many support: 15 %');
    expect(text.stdout).toMatch(/^identify .*\n +20 % +\d\.\d{4} +\d.* % \(.*\) +\d.* %/m);
  });

  it('goes by a normal tail where it is asked for, and says that it is assumed', () => {
    const { status, stdout, stderr } = calibrate('--far', '0.4', '--tail', 'normal', '--json');
    expect(status, stderr).toBe(0);
    const { calibration, table } = JSON.parse(stdout);
    expect(calibration).toMatchObject({ far: 0.4, tail: 'normal' });
    expect(table.map(({ far }: { far: number }) => far)).toEqual([0.4]);
    expect(calibrate('--far', '0.4', '--tail', 'normal').stdout).toContain('95 %, if the tail is normal: verify up to');
  });

  it('measures the network as taught', () => {
    const delta = at('delta.safetensors');
    const taught = kinfold('teach', at('enrolled'), ...tiny(), '--shots', '2', '--steps', '20', '--delta', delta);
    expect(taught.status, taught.stderr).toBe(0);
    const { status, stdout, stderr } = calibrate('--far', '0.2', '--delta', delta, '--json');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).calibration.far).toBe(0.2);
  });

  it('refuses the cohort that the network was taught with', () => {
    const [delta, cohort] = [at('with-cohort.safetensors'), at('cohort.safetensors')];
    const files = ['--cohort', cohort, '--delta', delta];
    const options = '--shots 4 --steps 100 --learning-rate 0.003 --held-out 0 --distillation 0'.split(' ');
    const taught = kinfold('teach', at('crowd'), ...tiny(), ...options, ...files);
    expect(taught.status, taught.stderr).toBe(0);
    expect(taught.stdout).toContain('the weights from after teaching were kept');
    const { status, stdout, stderr } = calibrate('--far', '0.2', '--delta', delta);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/40 of the 40 pictures of the cohort were in the cohort of a teach.*argument-invalid/);
  });

  it.each([
    [[], 2, '--far is missing'],
    [['--far', '1'], 2, '--far is 1, expected a fraction'],
    [['--far', '0.01'], 1, 'needs pictures of 300 strangers'],
    [['--far', '0.2', '--tail', 'long'], 2, '--tail is long, expected counted or normal'],
    [['--far', '1e-10', '--tail', 'normal'], 1, 'far-unsupported'],
    [['--far', '0.2', '--camera', 'noisy'], 1, 'save-mismatch'],
    [['--far', '0.2', '--delta', 'x', '--trainable', 'all'], 2, 'those of the delta'],
    [['--far', '0.2', '--delta', 'nowhere'], 1, 'nowhere: cannot be read'],
  ])('%j is refused', (args, expected, word) => {
    const { status, stdout, stderr } = calibrate(...args);
    expect([status, stdout, stderr]).toEqual([expected, '', expect.stringContaining(word)]);
  });

  it('refuses a cohort whose pictures are enrolled', () => {
    const { status, stderr } = kinfold(
      'calibrate',
      at('strangers'),
      '--cohort',
      at('cohort.safetensors'),
      '--far',
      '0.2',
      ...tiny(),
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining('40 pictures of the cohort are enrolled')]);
  });
});
