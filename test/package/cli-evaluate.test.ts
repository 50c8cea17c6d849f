import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { lfwPairs } from '../support/lfw-pairs.mjs';
import { tinyCard } from '../support/tiny-card.js';
import { tinyBackbone } from '../support/tiny-onnx.js';

const root = resolve(import.meta.dirname, '../..');
const data = resolve(process.env['KINFOLD_DATA'] ?? join(root, '../shared'));
const lfw40 = join(data, 'faces/lfw40');
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

function kinfold(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

const evaluate = (...more: string[]) =>
  kinfold('evaluate', '--images', at('people'), '--aligned', '--model', at('tiny.json'), ...more);

/** 20 people with five pictures each: noise around a colour of their own, under the names that LFW would give them. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinfold-evaluate-'));
  const random = createRandom(4);
  const weights = Array.from({ length: 24 }, () => random.normal());
  const model = tinyBackbone({ width: 8, weight: (row, channel) => weights[row * 3 + channel]! });
  writeFileSync(at('tiny.onnx'), model);
  writeFileSync(at('tiny.json'), JSON.stringify(await tinyCard(model, 8, 8)));
  for (let person = 0; person < 20; person++) {
    const name = `P_${String.fromCharCode(65 + person)}`;
    mkdirSync(at('people', name), { recursive: true });
    const colour = [0, 1, 2].map(() => random.uniform() * 200 + 30);
    for (let picture = 1; picture <= 5; picture++) {
      const pixels = Uint8Array.from({ length: 192 }, (_, i) =>
        Math.max(0, Math.min(255, colour[i % 3]! + random.normal() * 25)),
      );
      // A portable pixmap, whatever its name says: the content decides.
      writeFileSync(
        at('people', name, `${name}_000${picture}.jpg`),
        Buffer.concat([Buffer.from('P6 8 8 255\n'), pixels]),
      );
    }
  }
  writeFileSync(at('pairs.txt'), `${lfwPairs(at('people'), 1, 8).join('\n')}\n`);
  writeFileSync(at('people', 'P_A', 'P_A_0002.jpg'), 'not a picture');
  rmSync(at('people', 'P_B', 'P_B_0003.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('kinfold evaluate', () => {
  it('measures a pair list, lists what is corrupt or missing, and writes a report', () => {
    const { status, stdout, stderr } = evaluate('--pairs', at('pairs.txt'), '--json', '--report', at('report.html'));
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ protocol: 'pairs', accuracy: { folds: expect.any(Array) }, retrieval: null });
    expect(report.leftOut.map(({ file }: { file: string }) => file).sort()).toEqual([
      'P_A/P_A_0002.jpg',
      'P_B/P_B_0003.jpg',
    ]);
    expect(stderr).toMatch(/left out P_A\/P_A_0002\.jpg: .+\n/);
    expect(stderr).toMatch(/left out P_B\/P_B_0003\.jpg: the file is missing/);
    expect(report.pairsLeftOut).toBeGreaterThan(0);
    expect(report.genuinePairs + report.impostorPairs + report.pairsLeftOut).toBe(160);
    expect(report.accuracy.accuracy).toBeGreaterThan(0.6);
    for (const { tar } of report.tarAtFar) expect(tar.lower).toBeLessThanOrEqual(tar.value);
    const html = readFileSync(at('report.html'), 'utf8');
    expect(html).toContain('P_B/P_B_0003.jpg');
    expect(html).toContain(report.provenance.dataSha256);
    expect(evaluate('--pairs', at('pairs.txt'), '--json').stdout).toBe(stdout);
  });

  it('measures folders against each other', () => {
    const { status, stdout, stderr } = evaluate('--folders', '--backend', 'cpu');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/98 pictures of 20 people.*1 pictures and 0 pairs left out/);
    expect(stdout).toMatch(/TAR at FAR 1 % +\d+\.\d\d % {2}\[\d+\.\d\d %, \d+\.\d\d %\] {2}threshold/);
    expect(stdout).toMatch(/FNIR at FPIR 10 % +\d/);
  });

  it('takes the weights that teach and save() wrote', async () => {
    const taught = kinfold(
      ...['teach', at('people'), '--aligned', '--model', at('tiny.json'), '--shots', '3', '--steps', '20'],
      ...['--held-out', '0', '--delta', at('delta.safetensors')],
    );
    expect(taught.status, taught.stderr).toBe(0);
    const json = (...more: string[]) => JSON.parse(evaluate('--folders', '--json', ...more).stdout);
    const [before, after] = [json(), json('--weights', at('delta.safetensors'))];
    expect(after.provenance.dataSha256).toBe(before.provenance.dataSha256);
    expect(after.provenance.encoderSha256).not.toBe(before.provenance.encoderSha256);
    const { createEngine } = await import(join(root, 'dist/node.js'));
    const engine = await createEngine({ backbone: at('tiny.json'), backend: 'cpu' });
    await engine.applyDelta(readFileSync(at('delta.safetensors')));
    writeFileSync(at('saved.safetensors'), await engine.save());
    await engine.close();
    expect(json('--weights', at('saved.safetensors'))).toEqual(after);
    expect(evaluate('--folders', '--weights', at('tiny.onnx')).stderr).toMatch(/save-(invalid|truncated)/);
  });

  it.each([
    [[], 2, '--pairs FILE and --folders'],
    [['--pairs', 'a', '--folders'], 2, '--pairs FILE and --folders'],
    [['--pairs', 'nowhere.txt'], 1, 'nowhere.txt'],
    [['--pairs', 'package.json'], 1, 'pair list: line 1'],
    [['--folders', '--seed', 'x'], 2, 'seed'],
  ])('%j is refused', (args, expected, words) => {
    const { status, stdout, stderr } = evaluate(...args);
    expect([status, stdout], stderr).toEqual([expected, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n +at /);
  });

  it('needs a folder', () => {
    expect(kinfold('evaluate', '--folders')).toMatchObject({ status: 2, stderr: expect.stringContaining('--images') });
  });
});

if (!existsSync(lfw40)) console.warn(`NOT RUN: kinfold evaluate on photographs; ${lfw40} is missing`);
describe.skipIf(!existsSync(lfw40))('kinfold evaluate on photographs', () => {
  it('measures a pair list in the format of LFW', () => {
    writeFileSync(at('lfw40.txt'), `${lfwPairs(lfw40).join('\n')}\n`);
    const { status, stdout, stderr } = kinfold('evaluate', '--images', lfw40, '--pairs', at('lfw40.txt'), '--json');
    expect(status, stderr).toBe(0);
    const { accuracy, tarAtFar, leftOut } = JSON.parse(stdout);
    console.info(`lfw40, ten folds: ${JSON.stringify({ accuracy: accuracy.accuracy, tarAtFar })}`);
    expect(leftOut).toEqual([]);
    expect(accuracy.folds).toHaveLength(10);
    expect(accuracy.accuracy).toBeGreaterThan(0.985);
    expect(tarAtFar[0].tar.value).toBeGreaterThan(0.98);
    expect(tarAtFar[1].tar.lower).toBeGreaterThan(0.9);
  }, 600_000);
});
