import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyCard } from '../support/tiny-card.js';
import { tinyBackbone } from '../support/tiny-onnx.js';
import { type Application, installPacked } from './packed.js';

let application: Application;
beforeAll(async () => {
  application = installPacked();
  const { folder } = application;
  for (const peer of ['react', 'sharp', 'webgpu']) rmSync(join(folder, 'node_modules', peer));
  const model = tinyBackbone({ width: 8 });
  writeFileSync(join(folder, 'tiny.onnx'), model);
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(await tinyCard(model, 8, 8)));
  for (const name of ['Ada', 'Bob']) {
    mkdirSync(join(folder, 'people', name), { recursive: true });
    // The first bytes of a PNG: enough to ask for the decoder.
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    for (let picture = 0; picture < 4; picture++) {
      writeFileSync(join(folder, 'people', name, `${picture}.png`), png);
    }
  }
});
afterAll(() => application?.remove());

/** `npx kinfold teach` in an application that installed neither of the optional peers. */
const teach = (backend: string) =>
  application.run('npx', [
    ...['kinfold', 'teach', 'people', '--aligned', '--model', 'tiny.json', '--shots', '2', '--backend', backend],
  ]);

describe('an optional peer that is not installed is asked for by name', () => {
  test('webgpu', () => {
    const { status, output } = teach('webgpu');
    expect(output).toContain('run `npm install webgpu`, or choose the cpu backend (dependency-missing)');
    expect(output).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
  });

  test('sharp, at the first picture that needs it', () => {
    const { status, output } = teach('cpu');
    expect(output).toContain('run `npm install sharp` (dependency-missing)');
    expect(output).not.toContain('left out');
    expect(output).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
  });
});
