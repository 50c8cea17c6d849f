import { fileURLToPath } from 'node:url';
import { fetchModels, type TrialModels } from '../../src/node/models.js';

/** The folder that `npm run models` fills; git ignores it. */
export const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url));

let fetched: Promise<TrialModels> | undefined;

/** The trial set, fetched by npm if it is not there yet. */
export function trialModels(): Promise<TrialModels> {
  fetched ??= fetchModels({ folder: modelsFolder });
  return fetched;
}
