import { KinfoldError } from '../../errors.js';
import type { TargetLimits } from '../../gpu/backend.js';
import { type BufferSpec, type Slice, tensor, WORD } from '../../gpu/tensor.js';
import { paddedWidth, type ScanRange } from '../../ops/hardest.js';

/** What `hardestPairs` will take. Nothing is allocated. */
export interface HardestPairsDryRun {
  /** Bytes of device memory of all buffers together: the peak, but for the read-back of 4 bytes a row. */
  readonly bytes: number;
  /** Bytes of the largest buffer, which is also the largest binding. */
  readonly largestBuffer: number;
  /** Submits, one dispatch each. */
  readonly submits: number;
}

/** A part of the set that one buffer holds. */
export interface Shard {
  readonly first: number;
  readonly last: number;
  /** [last − first, stride] */
  readonly embeddings: Slice;
}

/** The anchors and the candidates of one dispatch. */
export interface Meeting {
  readonly anchors: Shard;
  readonly candidates: Shard;
  readonly params: ScanRange;
}

export interface HardestPlan extends HardestPairsDryRun {
  /** Words of a row on the device, see `paddedWidth`. */
  readonly stride: number;
  readonly shards: readonly Shard[];
  readonly labels: Slice;
  readonly results: Readonly<Record<'negatives' | 'negative_distances' | 'positives' | 'positive_distances', Slice>>;
  readonly buffers: readonly BufferSpec[];
  /** In the order in which they must run. */
  meetings(): Generator<Meeting, void, void>;
}

/** Anchors of a dispatch: enough to fill a GPU. */
const ANCHORS = 16_384;

/** Multiplications of a dispatch: some tenths of a second on a software adapter. What runs for seconds is taken for hung. */
const MULTIPLICATIONS = 2 ** 29;

/** Candidates of a dispatch are a multiple of this, so that few blocks of a kernel are cut short. */
const CANDIDATES = 32;

/**
 * Plans the search through `rows` embeddings of `width`. Neither the N × N matrix nor a row of it is ever in memory; a set that
 * no binding holds is cut into shards.
 */
export function planHardest(rows: number, width: number, limits: TargetLimits): HardestPlan {
  for (const [name, value] of Object.entries({ rows, width })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new KinfoldError('argument-invalid', `hardestPairs: ${name} is ${value}, expected a whole number from 1 on`);
  }
  const stride = paddedWidth(width);
  const most = Math.floor(Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / WORD);
  if (Math.max(rows, stride) > most) {
    throw new KinfoldError(
      'limit-exceeded',
      `hardestPairs: ${rows} embeddings of width ${width}, but the device binds ${most} numbers at most; mine a part of the set`,
    );
  }
  const shards = ranges(0, rows, Math.floor(most / stride)).map(([first, last]): Shard => {
    return { first, last, embeddings: tensor(`embeddings ${first} to ${last - 1}`, (last - first) * stride) };
  });
  const labels = tensor('labels', rows, 'u32');
  const results = {
    negatives: tensor('hardest negatives', rows, 'u32'),
    negative_distances: tensor('distances of the hardest negatives', rows),
    positives: tensor('hardest positives', rows, 'u32'),
    positive_distances: tensor('distances of the hardest positives', rows),
  };
  const buffers = [...shards.map(({ embeddings }) => embeddings), labels, ...Object.values(results)].map(
    ({ buffer }) => buffer,
  );

  function* meetings(): Generator<Meeting, void, void> {
    for (const anchors of shards) {
      for (const [anchor_first, anchor_last] of ranges(anchors.first, anchors.last, ANCHORS)) {
        const pairs = MULTIPLICATIONS / stride / Math.min(ANCHORS, anchors.last - anchors.first);
        const count = Math.max(1, Math.floor(pairs / CANDIDATES)) * CANDIDATES;
        for (const candidates of shards) {
          for (const [candidate_first, candidate_last] of ranges(candidates.first, candidates.last, count)) {
            const shard = { anchor_shard: anchors.first, candidate_shard: candidates.first };
            const params = { ...shard, anchor_first, anchor_last, candidate_first, candidate_last };
            yield { anchors, candidates, params };
          }
        }
      }
    }
  }

  const bytes = buffers.map(({ length }) => length * WORD);
  return {
    stride,
    shards,
    labels,
    results,
    buffers,
    meetings,
    bytes: bytes.reduce((sum, size) => sum + size, 0),
    largestBuffer: Math.max(...bytes),
    submits: [...meetings()].length,
  };
}

/** Cuts first … last − 1 into parts of `most`; the last one may be shorter. */
function ranges(first: number, last: number, most: number): [number, number][] {
  return Array.from({ length: Math.ceil((last - first) / most) }, (_, i) => [
    first + i * most,
    Math.min(last, first + (i + 1) * most),
  ]);
}
