import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** `npm start` with these options. */
function start(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['demo/start.mjs', ...options], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
}

/** The two numbers of a row of the table. */
function row(output: string, title: string): [number, number] {
  const [, before, after] = new RegExp(`${title} +([\\d.]+)[ %]+([\\d.]+)`).exec(output) ?? [];
  return [Number(before), Number(after)];
}

test('npm start -- --headless does the whole job in the terminal', () => {
  const { status, stdout } = start(['--headless', '--steps', '60']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/licence: MIT/);
  expect(stdout).toMatch(/origin: .*not documented/);
  expect(stdout).toMatch(/Encoder on webgpu/);
  const [eerBefore, eerAfter] = row(stdout, 'EER');
  expect(eerAfter).toBeLessThan(eerBefore);
  const [tarBefore, tarAfter] = row(stdout, 'TAR at FAR 1 %');
  expect(tarAfter).toBeGreaterThan(tarBefore);
  expect(stdout).toMatch(/A picture of Aspen: Aspen/);
  expect(stdout).toMatch(/A picture of a stranger: unknown/);
  expect(stdout).toMatch(/loaded them again: 12 people are there\./);
});

test('without an adapter it says so and runs on the processor', () => {
  const { status, stdout } = start(['--headless', '--steps', '2'], { VK_ICD_FILENAMES: '/nowhere.json' });
  expect(stdout).toMatch(/There is no WebGPU adapter on this machine, so the encoder runs on the processor/);
  expect(stdout).toMatch(/Encoder on cpu/);
  expect(stdout).toMatch(/A picture of Aspen: Aspen/);
  expect(status).toBe(0);
});

test.each([
  [['--steps', '0', '--headless'], '--steps is 0, expected a whole number from 1 to 100000.'],
  [['--port', 'x'], '--port is x, expected a whole number from 0 to 65535.'],
])('%j is refused in one sentence', (options, sentence) => {
  expect(start(options)).toEqual({ status: 1, stdout: '', stderr: `kinfold: ${sentence}\n` });
});
