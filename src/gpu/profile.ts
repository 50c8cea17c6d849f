import { KinfoldError } from '../errors.js';
import type { Gpu } from './gpu.js';
import { type DispatchStep, encodeDispatch, encodeTransfer, type Step } from './steps.js';
import { WORD } from './tensor.js';

/** A timestamp: 64 bits, in nanoseconds. */
const TIMESTAMP = 8;
/** WebGPU's limit of 4096 queries in a set, two a dispatch. */
const MOST_DISPATCHES = 2048;

/** Runs the steps once, each dispatch in a pass of its own between two timestamps. Needs `timestamp-query` and a dispatch. */
export async function profile(
  gpu: Gpu,
  label: string,
  steps: readonly Step[],
): Promise<readonly { label: string; nanoseconds: number }[]> {
  const timed = steps.filter((step): step is DispatchStep => step.type === 'dispatch');
  if (timed.length > MOST_DISPATCHES) {
    throw new KinfoldError(
      'limit-exceeded',
      `profile ${label}: ${timed.length} dispatches, but the device takes the time of at most ${MOST_DISPATCHES}; profile a part`,
    );
  }
  const size = timed.length * 2 * TIMESTAMP;
  const resources: { destroy(): void }[] = [];
  const own = <T extends { destroy(): void }>(resource: T): T => {
    resources.push(resource);
    return resource;
  };
  try {
    const querySet = own(gpu.device.createQuerySet({ label, type: 'timestamp', count: timed.length * 2 }));
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    const resolved = own(gpu.device.createBuffer({ label: 'timestamps', size, usage }));
    const staging = own(gpu.createStaging(size / WORD));
    const encoder = gpu.device.createCommandEncoder({ label: `profile ${label}` });
    let query = 0;
    for (const step of steps) {
      if (step.type !== 'dispatch') {
        encodeTransfer(encoder, step);
        continue;
      }
      const timestampWrites = { querySet, beginningOfPassWriteIndex: query++, endOfPassWriteIndex: query++ };
      const pass = encoder.beginComputePass({ label: step.dispatch.label, timestampWrites });
      encodeDispatch(gpu, pass, step);
      pass.end();
    }
    encoder.resolveQuerySet(querySet, 0, query, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    gpu.submit(encoder.finish());
    const times = new BigUint64Array(await gpu.mapBytes(`profile ${label}`, staging, size));
    return timed.map(({ dispatch }, index) => ({
      label: dispatch.label,
      nanoseconds: Number(times[index * 2 + 1]! - times[index * 2]!),
    }));
  } finally {
    for (const resource of resources) resource.destroy();
  }
}
