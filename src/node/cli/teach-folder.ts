import { sha256 } from '../../backbone/checksum.js';
import { createRandom } from '../../cpu/random.js';
import { resolveGraph } from '../../encoder/graph.js';
import { Parameters } from '../../encoder/parameters.js';
import { decodeCohort } from '../../engine/cohort.js';
import { Machine } from '../../engine/machine.js';
import { startingWeights } from '../../engine/network.js';
import type { Parts } from '../../engine/parts.js';
import { recipeFor } from '../../engine/recipe.js';
import { noStrangers, type TaughtStrangers, withCohort } from '../../engine/taught-strangers.js';
import type { KinfoldError } from '../../errors.js';
import type { Evaluation } from '../../metric/evaluation/evaluation.js';
import type { TeachOptions, TeachProgress } from '../../train/options.js';
import { train } from '../../train/trainer.js';
import type { Trained } from '../../train/training.js';
import { nodeEnvironment } from '../environment.js';
import { type Person, readPicture } from './folder.js';
import { type Labelled, measure } from './measure.js';
import { isPictureFault } from './picture-faults.js';
import { type Rows, type SplitFolder, splitFolder } from './split-folder.js';

export interface TeachFolderOptions {
  /** Pictures of each identity that are taught; the rest is measured. */
  readonly shots: number;
  /** The last N identities are kept out of the teaching. */
  readonly strangers: number;
  /** Of the split into taught and measured, of the batches and of the noise. */
  readonly seed: number;
  readonly teach: TeachOptions;
}

export interface TeachFolderResult {
  readonly seed: number;
  /** Identities, strangers included. */
  readonly people: number;
  /** Pictures taught. */
  readonly taught: number;
  /** Pictures of the taught identities that were measured and not taught. */
  readonly measured: number;
  readonly before: Evaluation;
  readonly after: Evaluation;
  /** The same figures among identities that were not taught; null without any. */
  readonly strangers: { readonly before: Evaluation; readonly after: Evaluation } | null;
  /** Which weights were kept, and why. */
  readonly teaching: Omit<Trained, 'weights'>;
}

/** The figures, what they are of, and the weights before and after. */
export interface TaughtFolder {
  readonly result: TeachFolderResult;
  readonly split: SplitFolder;
  /** Embeddings of the measured pictures. */
  readonly embeddings: { readonly before: Float32Array; readonly after: Float32Array };
  readonly progress: readonly TeachProgress[];
  readonly parameters: Parameters;
  readonly start: Float32Array;
  readonly weights: Float32Array;
  readonly strangers: TaughtStrangers;
}

export interface PictureFeatures {
  readonly file: string;
  readonly features: Float32Array;
  /** SHA-256 of the file. */
  readonly sum: string;
}

export interface PersonFeatures {
  readonly name: string;
  readonly pictures: readonly PictureFeatures[];
}

/** What goes on, for a progress display. */
export interface Watch {
  onPicture(done: number, all: number): void;
  /** A picture that could not be used, and why. */
  onRefused(file: string, error: KinfoldError): void;
  onStep(progress: TeachProgress): void | Promise<void>;
}

/** The features of everyone's pictures. Pictures that are damaged or without a usable face are reported and left out. */
export async function readFeatures(parts: Parts, people: readonly Person[], watch: Watch): Promise<PersonFeatures[]> {
  const all = people.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  const result: PersonFeatures[] = [];
  for (const { name, files } of people) {
    const pictures: PictureFeatures[] = [];
    for (const file of files) {
      try {
        const bytes = await readPicture(file);
        const pixels = await nodeEnvironment.decodePicture(bytes);
        const features = await parts.backbone.features(await parts.crop(pixels));
        pictures.push({ file, features, sum: await sha256(bytes) });
      } catch (error) {
        if (!isPictureFault(error)) throw error;
        watch.onRefused(file, error);
      }
      watch.onPicture(++done, all);
    }
    result.push({ name, pictures });
  }
  return result;
}

/** Teaches some pictures of each identity and measures the others before and after. */
export async function teachFolder(
  parts: Parts,
  people: readonly PersonFeatures[],
  { shots, strangers, seed, teach }: TeachFolderOptions,
  watch: Watch,
): Promise<TaughtFolder> {
  const split = splitFolder(people, { shots, strangers, seed });
  const { taught, measured, strangers: unknown } = split;
  const { backend, network } = parts;
  const graph = resolveGraph(network.graph);
  const parameters = new Parameters(graph);
  const start = startingWeights(network, parameters, createRandom(seed));
  const machine = await Machine.start(parts, parameters, start);
  const evaluateAll = async () => {
    const embed = async ({ features, labels }: Rows): Promise<Labelled> => ({
      embeddings: await machine.embedder.fromFeatures(features),
      labels,
    });
    const probes = await embed(measured);
    return {
      embeddings: probes.embeddings,
      known: measure(probes, await embed(taught)),
      strangers: strangers > 0 ? measure(await embed(unknown)) : null,
    };
  };
  const before = await evaluateAll();
  const { cohort, ...given } = teach;
  const owner = { network: network.identity, trainable: network.trainable };
  const unenrolled = cohort && (await decodeCohort(cohort, owner, graph.inputWidth));
  const data = {
    features: taught.features,
    labels: Uint32Array.from(taught.labels),
    ...(unenrolled && {
      cohort: { features: unenrolled.features, labels: unenrolled.labels, original: start },
    }),
  };
  // A training that goes on has the options of its checkpoint.
  const options = given.resume ? given : { seed, ...recipeFor(network.trainable), ...given };
  const training = train(backend, graph, start, data, options);
  let next = await training.next();
  const progress: TeachProgress[] = [];
  for (; !next.done; next = await training.next()) {
    await watch.onStep(next.value);
    const { checkpoint: _, ...step } = next.value;
    progress.push(step);
  }
  const { weights, ...teaching } = next.value;
  machine.setWeights(weights);
  const after = await evaluateAll();
  machine.release();
  const result = {
    seed,
    people: people.length,
    taught: taught.labels.length,
    measured: measured.labels.length,
    before: before.known,
    after: after.known,
    strangers: before.strangers && after.strangers && { before: before.strangers, after: after.strangers },
    teaching,
  };
  const strangersTaught = unenrolled && teaching.kept === 'after' ? withCohort(noStrangers, unenrolled) : noStrangers;
  const embeddings = { before: before.embeddings, after: after.embeddings };
  return { result, split, embeddings, progress, parameters, start, weights, strangers: strangersTaught };
}
