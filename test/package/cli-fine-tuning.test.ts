import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { int, model, node, value } from '../../src/onnx/build.js';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { expectBitEqual } from '../support/compare.js';
import { tinyConvModel } from '../support/tiny-conv.js';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

function kinfold(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinfold-fine-tuning-'));
  for (const [name, seed] of [
    ['tiny', 1],
    ['other', 7],
  ] as const) {
    const { card, bytes } = await tinyConvModel(seed);
    writeFileSync(at(`${name}.onnx`), bytes);
    writeFileSync(at(`${name}.json`), JSON.stringify({ ...card, source: `${name}.onnx` }));
  }
  const random = createRandom(4);
  for (let person = 0; person < 5; person++) {
    mkdirSync(at('people', `p${person}`), { recursive: true });
    const colour = [0, 1, 2].map(() => random.uniform() * 200 + 30);
    for (let picture = 0; picture < 5; picture++) {
      const pixels = Uint8Array.from({ length: 192 }, (_, i) =>
        Math.max(0, Math.min(255, colour[i % 3]! + random.normal() * 20)),
      );
      writeFileSync(at('people', `p${person}`, `${picture}.pgm`), Buffer.concat([Buffer.from('P6 8 8 255\n'), pixels]));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const teach = (...more: string[]) =>
  kinfold(
    'teach',
    at('people'),
    '--aligned',
    '--model',
    at('tiny.json'),
    '--shots',
    '3',
    '--steps',
    '4',
    '--json',
    ...more,
  );

describe('kinfold teach of more than the head', () => {
  it.each(['all', 'bent'])(
    '--trainable %s writes the tuned network and the delta, from which export makes the same file',
    (trainable) => {
      const { status, stderr } = teach(
        '--trainable',
        trainable,
        '--onnx',
        at('tuned.onnx'),
        '--delta',
        at('delta.safetensors'),
      );
      expect(status, stderr).toBe(0);
      const tuned = readFileSync(at('tuned.onnx'));
      expect(readOnnx(tuned).graph.outputs.map(({ name }) => name)).toEqual(['embedding']);
      const exported = kinfold(
        'export',
        at('delta.safetensors'),
        '--model',
        at('tiny.json'),
        '--out',
        at('again.onnx'),
      );
      expect(exported.status, exported.stderr).toBe(0);
      expectBitEqual('exported', readFileSync(at('again.onnx')), tuned);
      const refused = kinfold('export', at('delta.safetensors'), '--model', at('other.json'), '--out', at('no.onnx'));
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('save-mismatch')]);
    },
  );

  it('says where a network can be cut when it cannot be cut there', () => {
    const { status, stderr } = teach('--trainable', 'second');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/"second".*"bent" and "sum".*argument-invalid/s)]);
  });

  it.each([
    [['--trainable', ''], /--trainable is empty/],
    [['--camera', 'broken'], /--camera is broken/],
  ])('refuses %j', (options, message) => {
    const { status, stderr } = teach(...options);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('prints what it measured even if a file cannot be written', () => {
    const { status, stdout, stderr } = teach('--delta', at('tiny.onnx', 'delta.safetensors'));
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ people: 5 });
    expect(stderr).toMatch(/delta\.safetensors: cannot be written.*\(argument-invalid\)\n$/);
  });

  it('refuses to export without a name for the file', () => {
    expect(kinfold('export', at('delta.safetensors')).status).toBe(2);
  });
});

describe('kinfold inspect', () => {
  it('shows where training can begin, and what a step of that takes', () => {
    const { status, stdout } = kinfold('inspect', at('tiny.onnx'), '--json');
    expect(status).toBe(0);
    const { splits, machine } = JSON.parse(stdout);
    expect(machine).toEqual({ adapter: expect.any(String), rate: expect.any(Number) });
    const tensors = splits.map(({ tensor }: { tensor: string }) => tensor);
    expect(tensors).toContain('bent');
    expect(tensors).not.toContain('third');
    for (const { step } of splits) {
      const { rows, bytes, pieces, dispatches, seconds } = step;
      expect([rows, pieces]).toEqual([64, 1]);
      expect(bytes).toBeGreaterThan(64 * 8 * 4);
      expect(dispatches).toBeGreaterThan(10);
      expect(seconds).toBeGreaterThanOrEqual(0);
    }
    expect(kinfold('inspect', at('tiny.onnx')).stdout).toMatch(/^bent +\[8, 4, 4\] +PRelu .* MiB/m);
  });

  it('shows a network whose batch cannot be freed, too', () => {
    const nodes = [node('Relu', ['x'], ['bent']), node('Softmax', ['bent'], ['y'], { axis: int(0) })];
    const mixing = model({ nodes, inputs: [value('x', [1, 4])], outputs: [value('y', [1, 4])] });
    writeFileSync(at('mixing.onnx'), writeOnnx(mixing));
    const { status, stdout, stderr } = kinfold('inspect', at('mixing.onnx'));
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^operators +Relu 1, Softmax 1$.*^bent .* not trainable$/ms);
  });
});
