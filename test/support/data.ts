import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env['KINFOLD_DATA'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/**
 * The absolute path of something in the folder of pictures and models that is not part of the project (KINFOLD_DATA, or
 * `../shared`). If it is missing this says so, loudly; use it as `describe.skipIf(!path)`.
 */
export function sharedData(path: string): string | undefined {
  const whole = join(folder, path);
  if (existsSync(whole)) return whole;
  console.error(`\n!!! NOT RUN: ${whole} is missing. Set KINFOLD_DATA to the folder that holds ${path}.\n`);
  return undefined;
}

/** The same for what cannot go on without it. Throws. */
export function neededData(path: string): string {
  const found = sharedData(path);
  if (!found) throw new Error(`${path} is missing; set KINFOLD_DATA`);
  return found;
}
