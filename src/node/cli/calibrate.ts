import { calibrateFor, checkPromise } from '../../engine/calibrate.js';
import { decodeCohort } from '../../engine/cohort.js';
import { compareCohort } from '../../engine/comparisons.js';
import { divisionOf } from '../../engine/delta.js';
import { openParts } from '../../engine/parts.js';
import { nodeEnvironment } from '../environment.js';
import { readWhole } from '../read-whole.js';
import { formatCalibration, tableOf } from './calibration-table.js';
import { chosenModels } from './chosen-models.js';
import { readPeople } from './folder.js';
import { ProgressBar } from './progress.js';
import { readGallery } from './read-gallery.js';
import { backendOption, cameraOption, fraction, parse, tailOption, trainableOption, UsageError } from './usage.js';
import { startWith } from './weights.js';

const options = {
  model: { type: 'string' },
  models: { type: 'string', default: 'models' },
  set: { type: 'string', default: 'trial' },
  aligned: { type: 'boolean', default: false },
  backend: { type: 'string', default: 'webgpu' },
  trainable: { type: 'string' },
  camera: { type: 'string' },
  cohort: { type: 'string' },
  far: { type: 'string' },
  tail: { type: 'string', default: 'counted' },
  delta: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** `kinfold calibrate DIR --cohort FILE --far F`: the thresholds that keep a false accept rate for a folder of enrolled identities. */
export async function calibrate(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, options, ['DIR']);
  if (values.cohort === undefined) throw new UsageError('--cohort is missing, expected a file made by kinfold cohort');
  if (values.far === undefined) throw new UsageError('--far is missing, expected a fraction above 0 and below 1');
  if (values.delta !== undefined && (values.trainable ?? values.camera) !== undefined) {
    throw new UsageError('--trainable and --camera are those of the delta; leave them out');
  }
  const promise = { far: fraction('far', values.far), tail: tailOption(values.tail) };
  const backend = backendOption(values.backend);
  const delta = values.delta === undefined ? undefined : await readWhole(values.delta);
  const { trainable = 'head', camera = 'plain' } = delta
    ? divisionOf(delta)
    : { trainable: trainableOption(values.trainable ?? 'head'), camera: cameraOption(values.camera ?? 'plain') };
  const people = await readPeople(positionals[0]!);
  const file = await readWhole(values.cohort);
  const bar = new ProgressBar();
  const parts = await openParts({ ...(await chosenModels(values)), backend, trainable, camera }, nodeEnvironment);
  try {
    const owner = { network: parts.network.identity, trainable };
    const cohort = await decodeCohort(file, owner, parts.backbone.width);
    checkPromise(cohort.identities, promise);
    const { machine, strangers } = await startWith(parts, delta);
    const gallery = await readGallery(parts, people, bar);
    const comparisons = await compareCohort(machine, { gallery, strangers }, cohort);
    const size = {
      strangerPictures: cohort.labels.length,
      identities: gallery.identities().length,
      pictures: gallery.size,
    };
    const { calibration } = calibrateFor(promise, comparisons, size);
    const table = tableOf(promise, comparisons);
    process.stdout.write(
      values.json ? `${JSON.stringify({ calibration, table })}\n` : `${formatCalibration(calibration, table)}\n`,
    );
  } finally {
    await parts.close();
  }
}
