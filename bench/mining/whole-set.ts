import { createRandom } from '../../src/cpu/random.js';
import { dryRunHardestPairs, hardestPairs } from '../../src/metric/mining/hardest.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { hardestOf } from '../../test/support/hardest.js';

const WIDTH = 128;
/** Pictures of an identity. */
const PICTURES = 10;
/** Rows that are looked up once more, by definition and in f64. */
const SAMPLE = 1000;

/** What `hardestPairs` took for a set, and how far it is from brute force on a sample of its rows. */
export interface WholeSet {
  readonly adapter: string;
  readonly rows: number;
  readonly width: number;
  readonly submits: number;
  /** Bytes of device memory: planned, and the most that the backend's counter said between two submits. */
  readonly bytes: { readonly planned: number; readonly most: number };
  readonly processorSeconds: number;
  readonly seconds: number;
  readonly sample: Agreement;
}

interface Agreement {
  readonly rows: number;
  /** Rows whose hardest negative, and hardest positive, is that of brute force. */
  readonly negatives: number;
  readonly positives: number;
  /** The largest difference between a distance found and the true one. */
  readonly error: number;
}

/** Searches `rows` embeddings: identities of ten pictures, each as far from a direction of their own as random directions are from 0. */
export async function searchWholeSet(rows: number, seed: number): Promise<WholeSet> {
  const labels = Uint32Array.from({ length: rows }, (_, i) => Math.floor(i / PICTURES));
  const embeddings = unitRows(rows, seed);
  const backend = await nodeEnvironment.openBackend('webgpu');
  const { bytes: planned, submits } = dryRunHardestPairs({ rows, width: WIDTH }, backend.limits);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, backend.counters.bytesAllocated);
  }, 100);
  const [before, started] = [process.cpuUsage(), performance.now()];
  const found = await hardestPairs(backend, embeddings, labels);
  const [{ user, system }, seconds] = [process.cpuUsage(before), (performance.now() - started) / 1000];
  clearInterval(watch);
  const { adapter } = backend;
  backend.destroy();
  const sample = { rows: SAMPLE, negatives: 0, positives: 0, error: 0 };
  for (let n = 0; n < SAMPLE; n++) {
    const i = Math.floor((n * rows) / SAMPLE);
    const truth = hardestOf(i, embeddings, WIDTH, labels);
    if (found.negatives[i] === truth.negative) sample.negatives++;
    if (found.positives[i] === truth.positive) sample.positives++;
    const errors = [
      found.negativeDistances[i]! - truth.negativeDistance,
      found.positiveDistances[i]! - truth.positiveDistance,
    ];
    sample.error = Math.max(sample.error, ...errors.map(Math.abs));
  }
  const bytes = { planned, most };
  return { adapter, rows, width: WIDTH, submits, bytes, processorSeconds: (user + system) / 1e6, seconds, sample };
}

function unitRows(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const data = new Float32Array(rows * WIDTH);
  let centre: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (row % PICTURES === 0) centre = Array.from({ length: WIDTH }, () => random.normal());
    const values = centre.map((value) => value + random.normal());
    const norm = Math.hypot(...values);
    data.set(
      values.map((value) => value / norm),
      row * WIDTH,
    );
  }
  return data;
}
