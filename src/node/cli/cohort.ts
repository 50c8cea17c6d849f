import { encodeCohort } from '../../engine/cohort.js';
import { openParts, type Parts } from '../../engine/parts.js';
import { KinfoldError } from '../../errors.js';
import { Gallery } from '../../gallery/gallery.js';
import { nodeEnvironment } from '../environment.js';
import { writeWhole } from '../write-whole.js';
import { chosenModels } from './chosen-models.js';
import { type Person, readPeople } from './folder.js';
import { ProgressBar } from './progress.js';
import { readFeatures } from './teach-folder.js';
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
    const strangers = await readStrangers(parts, people, bar);
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

/** What the backbone makes of everyone's pictures. Those that cannot be used, or stand in two folders, are reported and left out. */
async function readStrangers(parts: Parts, people: readonly Person[], bar: ProgressBar): Promise<Gallery> {
  const leftOut = (what: string, { message }: KinfoldError) => bar.say(`left out ${what}: ${message}`);
  const read = await readFeatures(parts, people, {
    onPicture: (done, all) => bar.show('features', done, all),
    onRefused: leftOut,
    onStep: () => {},
  });
  const strangers = new Gallery(parts.backbone.width);
  for (const { name, features, pictureIds } of read) {
    for (const [i, pictureId] of pictureIds.entries()) {
      try {
        strangers.add({ identity: name, pictureId, features: features[i]! });
      } catch (error) {
        if (!(error instanceof KinfoldError)) throw error;
        leftOut(`a picture of ${name}`, error);
      }
    }
  }
  if (strangers.identities().length < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `cohort: usable pictures of ${strangers.identities().length} people are left, expected at least 2; add more people`,
    );
  }
  return strangers;
}
