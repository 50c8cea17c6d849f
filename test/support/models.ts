import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadedModel } from '../../src/backbone/load.js';
import { fetchModels, type StoredModel, type StoredModels, type TrialModels } from '../../src/node/models.js';

/** The folder that `npm run models` fills; git ignores it. */
export const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url));

let fetched: Promise<TrialModels> | undefined;
let cleanFetched: Promise<StoredModels> | undefined;

/** The trial set, fetched by npm if it is not there yet. */
export function trialModels(): Promise<TrialModels> {
  fetched ??= fetchModels({ folder: modelsFolder });
  return fetched;
}

/** The clean set, likewise. */
export function cleanModels(): Promise<StoredModels> {
  cleanFetched ??= fetchModels({ folder: modelsFolder, set: 'clean' });
  return cleanFetched;
}

/** A model's card and bytes. */
export async function loadedModel({ card, path }: StoredModel): Promise<LoadedModel> {
  return { card, bytes: await readFile(join(dirname(path), card.source)) };
}
