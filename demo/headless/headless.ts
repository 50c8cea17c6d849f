import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Engine } from 'kinfold';
import { createEngine, decodePicture, KinfoldError, type TrialModels } from 'kinfold/node';
import { SAMPLE_THRESHOLD, sampleEnrolments, sampleProbes } from '../samples/views.js';
import { measure } from './measure.js';
import { describeModels, formatFigures } from './report.js';

type Say = (message: string) => void;

/** Unseen pictures of each person. */
const UNSEEN = 4;

/**
 * The whole path in a terminal: enrol, measure, teach, measure again, recognise, save and load.
 * @param steps of the teaching; undefined for the engine's default.
 */
export async function runHeadless(models: TrialModels, steps: number | undefined, say: Say): Promise<void> {
  say(`\n${describeModels(models)}\n`);
  const photographs = new Map(
    await Promise.all(
      models.samples.map(async (path) => [basename(path), await decodePicture(await readFile(path))] as const),
    ),
  );
  const enrolments = sampleEnrolments(photographs);
  const probes = sampleProbes(photographs, UNSEEN);

  const engine = await openEngine(models, say);
  const { adapter, backend, provider } = await engine.info();
  say(`Encoder on ${backend} (${adapter}), backbone on ${provider}.`);
  for (const { identity, pictures } of enrolments) await engine.enrol(identity, pictures);
  const pictures = enrolments.reduce((sum, each) => sum + each.pictures.length, 0);
  say(`Enrolled ${pictures} pictures of ${enrolments.length} people: synthetic views of one photograph each.`);

  const before = await measure(engine, probes);
  await teach(engine, steps, say);
  const after = await measure(engine, probes);
  say(`\n${probes.length} pictures that were never enrolled, four people among them strangers:`);
  say(formatFigures(before, after));
  say('  Views without a detected face are left out and the threshold was chosen on them: this is no benchmark.\n');

  for (const probe of [probes[0]!, probes.at(-1)!]) {
    const { identity, distance } = await engine.identify(probe.pixels);
    const answer = identity ?? 'unknown';
    say(`A picture of ${probe.identity ?? 'a stranger'}: ${answer}, distance ${distance.toFixed(2)}.`);
  }
  await saveAndLoad(engine, say);
  await engine.close();
}

/** On WebGPU, or without an adapter on the processor. */
async function openEngine(models: TrialModels, say: Say): Promise<Engine> {
  const options = {
    backbone: models.backbone.path,
    faces: { detector: models.detector.path, landmarks: models.landmarks.path },
    threshold: SAMPLE_THRESHOLD,
  };
  try {
    return await createEngine(options);
  } catch (error) {
    if (!(error instanceof KinfoldError && error.code === 'adapter-missing')) throw error;
    say('There is no WebGPU adapter on this machine, so the encoder runs on the processor, more slowly.');
    return createEngine({ ...options, backend: 'cpu' });
  }
}

async function teach(engine: Engine, steps: number | undefined, say: Say): Promise<void> {
  const isTerminal = process.stdout.isTTY;
  const started = performance.now();
  const teaching = engine.teach(steps === undefined ? {} : { steps });
  let next = await teaching.next();
  for (; !next.done; next = await teaching.next()) {
    const { step, steps: all, loss, activeFraction } = next.value;
    const line = `Teaching: step ${step} of ${all}, loss ${loss.toFixed(3)}, active ${(activeFraction * 100).toFixed(0)} %`;
    if (isTerminal) process.stdout.write(`\r\x1b[K${line}`);
    else if (step === all || step % 50 === 0) say(line);
  }
  if (isTerminal) process.stdout.write('\n');
  const { steps: taken, kept, reason } = next.value;
  const outcome = kept === 'after' ? 'The weights are new' : 'The weights stay as they were';
  say(`Taught ${taken} steps in ${((performance.now() - started) / 1000).toFixed(1)} s. ${outcome}: ${reason}.`);
}

/** The file must bring back the gallery as it stood. */
async function saveAndLoad(engine: Engine, say: Say): Promise<void> {
  const file = await engine.save();
  const kept = await engine.identities();
  await engine.remove(kept[0]!.identity);
  await engine.load(file);
  const loaded = await engine.identities();
  if (JSON.stringify(loaded) !== JSON.stringify(kept))
    throw new Error('The saved file did not bring the gallery back.');
  say(`Saved ${(file.length / 1024).toFixed(0)} KiB and loaded them again: ${loaded.length} people are there.`);
}
