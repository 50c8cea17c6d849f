import { KinfoldError, throwIfAborted } from '../../errors.js';
import { type Backend, defaultLimits, type Program, type TargetLimits } from '../../gpu/backend.js';
import { type Dispatch, Recorder } from '../../gpu/recorder.js';
import { scan } from '../../ops/hardest.js';
import { NONE } from '../../ops/mining.js';
import { checkEmbeddings } from '../comparisons/pairs.js';
import { type HardestPairsDryRun, type HardestPlan, type Meeting, planHardest } from './hardest-plan.js';
import { Pace } from './pace.js';

/** The hardest negative and positive of every row of a set. Distances are squared, d ∈ [0, 4], and exactly 0 for duplicates. */
export interface HardestPairs {
  /** [N] the nearest row of another identity; 0xffffffff where there is none. Ties go to the lowest index. */
  readonly negatives: Uint32Array;
  /** [N] NaN where there is none. */
  readonly negativeDistances: Float32Array;
  /** [N] the farthest other row of the same identity; 0xffffffff where there is none. Ties go to the lowest index. */
  readonly positives: Uint32Array;
  /** [N] NaN where there is none. */
  readonly positiveDistances: Float32Array;
}

/**
 * What `hardestPairs` takes for `rows` embeddings of `width`. 100,000 of 128 take 53.2 MB.
 *
 * @param limits - of the device. Default: WebGPU's default limits.
 * @throws KinfoldError `argument-invalid` for sizes that are not whole numbers from 1 on; `limit-exceeded` if one embedding, or
 *   one number a row, fits no binding.
 */
export function dryRunHardestPairs(
  { rows, width }: { readonly rows: number; readonly width: number },
  limits: TargetLimits = defaultLimits,
): HardestPairsDryRun {
  const { bytes, largestBuffer, submits } = planHardest(rows, width, limits);
  return { bytes, largestBuffer, submits };
}

/**
 * Finds the hardest negative and the hardest positive of every row among all others: exactly, and within WebGPU's default limits.
 * All N² distances are worked out, in dispatches that are short on a slow device too, and none is kept.
 *
 * @param embeddings - [N, D], unit rows.
 * @param labels - [N] identity of each row, integers in [0, 2³²).
 * @param options - `signal` stops it between two dispatches.
 * @throws KinfoldError as `checkEmbeddings` (`shape-mismatch`, `not-finite`, `zero-vector`, `argument-invalid`);
 *   `argument-invalid` for a label that is no such integer; `limit-exceeded`, `aborted`, `device-lost`.
 */
export async function hardestPairs(
  backend: Backend,
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<HardestPairs> {
  const width = checkEmbeddings('hardestPairs', embeddings, labels.length);
  const identities = checkedLabels(labels);
  const plan = planHardest(labels.length, width, backend.limits);
  const programs = new Map<string, Promise<Search>>();
  backend.allocate(plan.buffers);
  try {
    backend.write(plan.labels, identities);
    for (const { first, last, embeddings: slice } of plan.shards) {
      backend.write(slice, padded(embeddings.subarray(first * width, last * width), width, plan.stride));
    }
    const pace = new Pace({ ...plan.labels, length: 1 });
    for (const meeting of plan.meetings()) {
      throwIfAborted(signal, 'hardestPairs');
      const shards = `${meeting.anchors.first} ${meeting.candidates.first}`;
      const search = programs.get(shards) ?? compile(backend, plan, meeting);
      programs.set(shards, search);
      const { program, dispatch } = await search;
      program.setParams(dispatch, meeting.params);
      await pace.run(program);
    }
    return await readResults(backend, plan);
  } finally {
    for (const search of await Promise.allSettled(programs.values())) {
      if (search.status === 'fulfilled') search.value.program.release();
    }
    backend.free(plan.buffers);
  }
}

/** One shard against another. */
interface Search {
  readonly program: Program;
  readonly dispatch: Dispatch;
}

async function compile(
  backend: Backend,
  { stride, labels, results }: HardestPlan,
  { anchors, candidates, params }: Meeting,
): Promise<Search> {
  const recorder = new Recorder(backend);
  const buffers = { anchors: anchors.embeddings, candidates: candidates.embeddings, labels, ...results };
  const dispatch = scan(recorder, buffers, { width: stride, ...params });
  return { dispatch, program: await backend.compile('hardest pairs', recorder.commands) };
}

async function readResults(backend: Backend, { results }: HardestPlan): Promise<HardestPairs> {
  const negatives = Uint32Array.from(await backend.read(results.negatives));
  const negativeDistances = Float32Array.from(await backend.read(results.negative_distances));
  const positives = Uint32Array.from(await backend.read(results.positives));
  const positiveDistances = Float32Array.from(await backend.read(results.positive_distances));
  negatives.forEach((index, row) => {
    if (index === NONE) negativeDistances[row] = Number.NaN;
  });
  positives.forEach((index, row) => {
    if (index === NONE) positiveDistances[row] = Number.NaN;
  });
  return { negatives, negativeDistances, positives, positiveDistances };
}

function checkedLabels(labels: ArrayLike<number>): Uint32Array {
  const identities = Uint32Array.from(labels);
  const wrong = identities.findIndex((identity, row) => identity !== labels[row]);
  if (wrong === -1) return identities;
  throw new KinfoldError(
    'argument-invalid',
    `hardestPairs: label ${wrong} is ${labels[wrong]}, expected an integer from 0 to 4294967295; number the identities`,
  );
}

/** Rows of `stride` words, zeros behind the first `width`. */
function padded(rows: Float32Array, width: number, stride: number): Float32Array {
  if (stride === width) return rows;
  const wide = new Float32Array((rows.length / width) * stride);
  for (let row = 0; row * width < rows.length; row++) {
    wide.set(rows.subarray(row * width, (row + 1) * width), row * stride);
  }
  return wide;
}
