import { fetchModels } from '../models.js';
import { modelSet, parse } from './usage.js';

/** `kinfold models`: fetches a set of models, checks it, and says what may be done with it. */
export async function models(args: string[]): Promise<void> {
  const { values } = parse(
    args,
    { models: { type: 'string', default: 'models' }, set: { type: 'string', default: 'trial' } },
    [],
  );
  const { detector, landmarks, backbone, samples } = await fetchModels({
    folder: values.models,
    set: modelSet(values.set),
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  for (const { card, path } of [detector, ...(landmarks ? [landmarks] : []), backbone]) {
    process.stdout.write(`${card.name}\n  card     ${path}\n  licence  ${card.licence}\n  origin   ${card.origin}\n`);
  }
  process.stdout.write(`${samples.length} sample photographs\n`);
}
