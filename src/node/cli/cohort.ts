import { encodeCohort } from '../../engine/cohort.js';
import { openParts } from '../../engine/parts.js';
import { nodeEnvironment } from '../environment.js';
import { writeWhole } from '../write-whole.js';
import { chosenModels } from './chosen-models.js';
import { readPeople } from './folder.js';
import { ProgressBar } from './progress.js';
import { readGallery } from './read-gallery.js';
import { backendOption, cameraOption, parse, trainableOption, UsageError } from './usage.js';

const options = {
  model: { type: 'string' },
  models: { type: 'string', default: 'models' },
  set: { type: 'string', default: 'trial' },
  aligned: { type: 'boolean', default: false },
  backend: { type: 'string', default: 'webgpu' },
  trainable: { type: 'string', default: 'head' },
  camera: { type: 'string', default: 'plain' },
  out: { type: 'string' },
} as const;

/** `kinfold cohort DIR --out FILE`: makes a cohort file of a folder of identities who will not be enrolled. */
export async function cohort(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, options, ['DIR']);
  if (values.out === undefined) throw new UsageError('--out is missing, expected the name of the file to write');
  const backend = backendOption(values.backend);
  const camera = cameraOption(values.camera);
  const trainable = trainableOption(values.trainable);
  const people = await readPeople(positionals[0]!);
  const bar = new ProgressBar();
  const parts = await openParts({ ...(await chosenModels(values)), backend, trainable, camera }, nodeEnvironment);
  try {
    const strangers = await readGallery(parts, people, bar);
    const file = await encodeCohort({ network: parts.network.identity, trainable }, strangers);
    await writeWhole(values.out, file);
    const { size } = strangers;
    process.stdout.write(
      `${values.out}: ${size} pictures of ${strangers.identities().length} people, ${file.length} bytes\n`,
    );
  } finally {
    await parts.close();
  }
}
