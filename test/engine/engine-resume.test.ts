import { expect, it } from 'vitest';
import { encodeCohort } from '../../src/engine/cohort.js';
import type { Engine } from '../../src/engine/types.js';
import { Gallery } from '../../src/gallery/gallery.js';
import type { TeachOptions } from '../../src/train/options.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { pictureId } from '../support/gallery.js';
import { tinyModel, WIDTH } from '../support/tiny-engine.js';

const options: TeachOptions = { steps: 24, every: 4, pictures: 3, seed: 3, checkpoint: 5, learningRate: 3e-3 };

/** Strangers of the tiny backbone with random features. */
async function cohortFile(network?: string): Promise<Uint8Array> {
  const strangers = new Gallery(WIDTH);
  for (let n = 0; n < 30; n++) {
    const features = Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(1 + n * 7 + i * 3));
    strangers.add({ identity: `stranger ${n >> 1}`, pictureId: pictureId(n), features });
  }
  const { card } = await tinyModel();
  return encodeCohort({ network: network ?? card.sha256.toLowerCase(), trainable: 'head' }, strangers);
}

async function killedAt(engine: Engine, step: number, given: TeachOptions): Promise<Uint8Array> {
  const controller = new AbortController();
  let last: Uint8Array | undefined;
  const run = async () => {
    for await (const progress of engine.teach({ ...given, signal: controller.signal })) {
      last = progress.checkpoint ?? last;
      if (progress.step === step) controller.abort();
    }
  };
  await expect(run()).rejects.toEqual(code('aborted'));
  return last!;
}

it('an aborted teach goes on in another engine as if nothing had happened', async () => {
  const cohort = await cohortFile();
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const start = await engine.save();
  const checkpoint = await killedAt(engine, 13, { ...options, cohort });
  expectBitEqual('the abort changed nothing', await engine.save(), start);
  await teach(engine, { ...options, cohort });
  const other = (await openEngine({ backend: 'cpu' })).engine;
  await other.load(start);
  // The default options of `teach()` of the tests would contradict: those of the checkpoint hold.
  const resuming = other.teach({ resume: checkpoint, cohort });
  const steps = [];
  let next = await resuming.next();
  for (; !next.done; next = await resuming.next()) steps.push(next.value.step);
  expect(steps[0]).toBe(11);
  expect(next.value.events[0]!.kind).toBe('resumed');
  expectBitEqual('weights', await other.save(), await engine.save());
});

it('a checkpoint without its cohort or with another gallery is refused', async () => {
  const cohort = await cohortFile();
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const resume = await killedAt(engine, 9, { ...options, cohort });
  await expect(engine.teach({ resume }).next()).rejects.toEqual(code('save-mismatch'));
  await engine.remove('Cy');
  await expect(engine.teach({ resume, cohort }).next()).rejects.toEqual(code('save-mismatch'));
});

it('a cohort of another backbone is refused', async () => {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const cohort = await cohortFile('ab'.repeat(32));
  await expect(teach(engine, { cohort })).rejects.toEqual(code('save-mismatch'));
  await expect(teach(engine, { cohort: Uint8Array.of(1, 2, 3) })).rejects.toEqual(code('save-truncated'));
});
