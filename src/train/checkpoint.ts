import { sha256 } from '../backbone/checksum.js';
import { checkSum, contentSha256, SUM } from '../encoder/content-sum.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { HostArray } from '../gpu/backend.js';
import type { Course } from './course.js';
import type { TrainingData } from './data.js';
import type { TrainOptions } from './options.js';
import type { SafePoint } from './safe-points.js';

const FORMAT = 'kinfold-training';
const BEST = 'best';
/** Before the names of the vectors of the checkpoint before. */
const EARLIER = 'earlier/';

/** A training as it stands after a step. */
export interface TrainingState {
  readonly course: Course;
  /** What it can go back to, the newest last, which is where it stands. */
  readonly checkpoints: readonly SafePoint[];
}

/** A checkpoint says what it belongs to: the options and the sum over what is learned from. */
export interface Belonging {
  readonly options: Omit<TrainOptions, 'resume' | 'signal'>;
  readonly data: string;
}

/** One sum over the encoder, the weights at the start, and all that is learned from. */
export async function dataSha256(graph: ResolvedGraph, start: Float32Array, data: TrainingData): Promise<string> {
  const { features, labels, views = 1, told = [], cohort } = data;
  const arrays = [start, features, labels, cohort?.features, cohort?.labels, cohort?.original];
  const sums: (string | null)[] = [];
  for (const array of arrays) {
    sums.push(array ? await sha256(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) : null);
  }
  const nodes = graph.nodes.map(({ name, op, inputs, attributes }) => ({ name, op, inputs, attributes }));
  return sha256(new TextEncoder().encode(JSON.stringify({ sums, views, told, nodes })));
}

/**
 * A training as one safetensors file: `parameters`, the moments and the average as the device holds them, the same of the checkpoint
 * before as `earlier/parameters` and so on, `best` weights if some are better than the first ones, and in the metadata the course, the
 * state of the sampler and of every random stream, and the options.
 */
export async function encodeCheckpoint(
  { course, checkpoints }: TrainingState,
  { options, data }: Belonging,
): Promise<Uint8Array> {
  const { best, ...rest } = course;
  const tensors = new Map<string, SafeTensor>();
  for (const point of checkpoints) {
    const prefix = point === checkpoints.at(-1) ? '' : EARLIER;
    for (const [name, vector] of point.snapshot.vectors) tensors.set(prefix + name, tensorOf(vector));
  }
  if (best) tensors.set(BEST, tensorOf(best.weights));
  const metadata = new Map([
    ['format', FORMAT],
    ['course', JSON.stringify({ ...rest, best: best && { step: best.step, score: best.score } })],
    ['checkpoints', JSON.stringify(checkpoints.map(described))],
    ['options', JSON.stringify(options)],
    ['data', data],
  ]);
  metadata.set(SUM, await contentSha256({ tensors, metadata }));
  return writeSafetensors(tensors, metadata);
}

type Described = ReturnType<typeof described>;

/** What the metadata hold of a checkpoint. */
function described({ step, isUsed, snapshot: { source, remembered } }: SafePoint) {
  return { step, isUsed, source, remembered };
}

function tensorOf(vector: HostArray): SafeTensor {
  const shape = [vector.length];
  if (vector instanceof Float64Array) return { dtype: 'F64', shape, data: vector };
  if (vector instanceof Uint32Array) return { dtype: 'U32', shape, data: vector };
  return { dtype: 'F32', shape, data: vector };
}

/**
 * Reads a checkpoint.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`.
 */
export async function decodeCheckpoint(file: Uint8Array): Promise<TrainingState & Belonging> {
  const saved = readSafetensors(file);
  const text = (key: string) => saved.metadata.get(key) ?? '';
  if (text('format') !== FORMAT) {
    throw new KinfoldError(
      'save-invalid',
      'teach: this safetensors file is no checkpoint of a training; pass the checkpoint of a progress',
    );
  }
  await checkSum('teach: resume', saved);
  const { best, ...course } = JSON.parse(text('course')) as Course;
  const weights = saved.tensors.get(BEST)?.data as Float32Array | undefined;
  const known = JSON.parse(text('checkpoints')) as Described[];
  return {
    course: { ...course, best: best && weights ? { ...best, weights: weights.slice() } : null },
    checkpoints: known.map(({ source, remembered, ...point }, i) => {
      const vectors = vectorsOf(saved, i < known.length - 1 ? EARLIER : '');
      return { ...point, snapshot: { vectors, source, remembered } };
    }),
    options: JSON.parse(text('options')) as Belonging['options'],
    data: text('data'),
  };
}

function vectorsOf({ tensors }: Safetensors, prefix: '' | typeof EARLIER): ReadonlyMap<string, HostArray> {
  const own = [...tensors].filter(([name]) => name !== BEST && name.startsWith(EARLIER) === (prefix === EARLIER));
  return new Map(own.map(([name, { data }]) => [name.slice(prefix.length), data as HostArray]));
}

/**
 * The options of a training that goes on: those of its checkpoint, with the signal of now.
 * @throws KinfoldError `argument-invalid` if one that is given is not the checkpoint's.
 */
export function resumedOptions(
  { signal, resume, ...given }: TrainOptions,
  options: Belonging['options'],
): TrainOptions {
  for (const [name, value] of Object.entries(given)) {
    const own = options[name as keyof typeof options];
    if (value === undefined || value === own) continue;
    throw new KinfoldError(
      'argument-invalid',
      `teach: ${name} is ${value}, but the checkpoint was made with ${own ?? 'its default'}; leave it out to resume`,
    );
  }
  return { ...options, ...(signal && { signal }), ...(resume && { resume }) };
}

/** Throws `save-mismatch` unless the checkpoint is of a training from these weights on these pictures. */
export function checkData(got: string, own: string): void {
  if (got === own) return;
  throw new KinfoldError(
    'save-mismatch',
    'teach: the checkpoint is of a training on other pictures, another cohort or from other weights; resume with the gallery, the weights and the cohort that it was made with',
  );
}
