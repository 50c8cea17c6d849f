import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from '../../src/node/write-whole.js';
import { refusal } from '../support/refusal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinfold-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes a file, and makes the folder for it', async () => {
  const path = join(folder, 'new', 'file');
  await writeWhole(path, Uint8Array.of(1, 2));
  await writeWhole(path, Uint8Array.of(3));
  expect([...readFileSync(path)]).toEqual([3]);
  expect(readdirSync(join(folder, 'new'))).toEqual(['file']);
});

it('refuses what cannot be written, and leaves nothing behind', async () => {
  // A folder of this name stands in the way of the last step.
  await writeWhole(join(folder, 'taken', 'file'), Uint8Array.of(1));
  await expect(writeWhole(join(folder, 'taken'), Uint8Array.of(2))).rejects.toEqual(
    refusal('argument-invalid', /taken: cannot be written/),
  );
  await expect(writeWhole(join(folder, 'taken', 'file', 'x'), Uint8Array.of(2))).rejects.toEqual(
    refusal('argument-invalid'),
  );
  expect(readdirSync(folder)).toEqual(['taken']);
});
