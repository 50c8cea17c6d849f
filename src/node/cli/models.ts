import { fetchModels } from '../models.js';
import { parse } from './usage.js';

/** `kinfold models`: fetches the trial set, checks it, and says what may be done with it. */
export async function models(args: string[]): Promise<void> {
  const { values } = parse(args, { models: { type: 'string', default: 'models' } }, []);
  const { detector, landmarks, backbone, samples } = await fetchModels({
    folder: values.models,
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  for (const { card, path } of [detector, landmarks, backbone]) {
    process.stdout.write(`${card.name}\n  card     ${path}\n  licence  ${card.licence}\n  origin   ${card.origin}\n`);
  }
  process.stdout.write(`${samples.length} sample photographs\n`);
}
