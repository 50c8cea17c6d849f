import { basename, resolve } from 'node:path';
import { createRandom } from '../../cpu/random.js';
import { resolveGraph } from '../../encoder/graph.js';
import { Parameters } from '../../encoder/parameters.js';
import { encodeDelta } from '../../engine/delta.js';
import { exportNetwork } from '../../engine/export.js';
import { startingWeights, type Trainable } from '../../engine/network.js';
import { openParts, type Parts } from '../../engine/parts.js';
import { writeOnnx } from '../../onnx/write.js';
import { reportHtml } from '../../report/html.js';
import type { LeftOut } from '../../report/report.js';
import type { TeachEvent } from '../../train/options.js';
import { nodeEnvironment } from '../environment.js';
import { readWhole } from '../read-whole.js';
import { writeWhole } from '../write-whole.js';
import { checkSplit } from './check-split.js';
import { chosenModels } from './chosen-models.js';
import { readPeople } from './folder.js';
import { formatTable } from './measure.js';
import { ProgressBar } from './progress.js';
import { readFeatures, type TaughtFolder, type TeachFolderResult, teachFolder, type Watch } from './teach-folder.js';
import { checkTeachOptions, teachOptions, teachParsing } from './teach-options.js';
import { nameOf, teachReport } from './teach-report.js';
import { backendOption, cameraOption, integer, parse, trainableOption } from './usage.js';

const options = {
  ...teachParsing,
  model: { type: 'string' },
  models: { type: 'string', default: 'models' },
  set: { type: 'string', default: 'trial' },
  aligned: { type: 'boolean', default: false },
  shots: { type: 'string', default: '4' },
  strangers: { type: 'string', default: '0' },
  memory: { type: 'string' },
  seed: { type: 'string', default: '0' },
  backend: { type: 'string', default: 'webgpu' },
  trainable: { type: 'string', default: 'head' },
  camera: { type: 'string', default: 'plain' },
  cohort: { type: 'string' },
  checkpoint: { type: 'string' },
  resume: { type: 'string' },
  onnx: { type: 'string' },
  delta: { type: 'string' },
  report: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** `kinfold teach DIR`: teaches a folder of identities and measures the effect on pictures that were not taught. */
export async function teach(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, options, ['DIR']);
  const backend = backendOption(values.backend);
  const camera = cameraOption(values.camera);
  const trainable = trainableOption(values.trainable);
  const run = {
    shots: integer('shots', values.shots, 2),
    strangers: integer('strangers', values.strangers, 0),
    seed: integer('seed', values.seed, 0),
    teach: {
      ...teachOptions(values),
      ...(values.memory !== undefined && { memory: integer('memory', values.memory, 1) * 2 ** 20 }),
      ...(values.cohort !== undefined && { cohort: await readWhole(values.cohort) }),
      ...(values.resume !== undefined && { resume: await readWhole(values.resume) }),
    },
  };
  const people = await readPeople(positionals[0]!);
  checkSplit(
    people.map(({ files }) => files.length),
    run,
  );
  if (values.resume === undefined) {
    const known = people.slice(0, people.length - run.strangers);
    const labels = known.flatMap(({ files }, label) => files.slice(0, run.shots).map(() => label));
    checkTeachOptions(run.teach, trainable, labels);
  }
  const bar = new ProgressBar();
  const parts = await openParts({ ...(await chosenModels(values)), backend, trainable, camera }, nodeEnvironment);
  bar.say(`${parts.backbone.card.name} on ${parts.backend.adapter}`);
  const leftOut: LeftOut[] = [];
  const watch: Watch = {
    onPicture: (done, all) => bar.show('features', done, all),
    onRefused: (file, { message }) => {
      bar.say(`left out ${file}: ${message}`);
      leftOut.push({ file: nameOf(file), reason: message });
    },
    onStep: async ({ step, steps, loss, activeFraction, events = [], checkpoint }) => {
      for (const { text } of events) bar.say(text);
      if (checkpoint && values.checkpoint !== undefined) await writeWhole(values.checkpoint, checkpoint);
      bar.show('teach', step, steps, `loss ${loss.toFixed(3)} active ${(activeFraction * 100).toFixed(0)} %`);
    },
  };
  try {
    if (values.onnx !== undefined) checkExport(parts);
    const taught = await teachFolder(parts, await readFeatures(parts, people, watch), run, watch);
    const { result } = taught;
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${report(result)}\n`);
    if (values.report !== undefined) {
      const title = `${parts.backbone.card.name}, taught on ${basename(resolve(positionals[0]!))}`;
      const page = reportHtml(await teachReport(parts, taught, { title, leftOut, seed: run.seed }));
      await writeWhole(values.report, new TextEncoder().encode(page));
    }
    if (values.onnx !== undefined) await writeWhole(values.onnx, onnxOf(parts, taught));
    if (values.delta !== undefined) await writeWhole(values.delta, await deltaOf(parts, trainable, taught));
  } finally {
    await parts.close();
  }
}

/** Refuses, before anything is taught, a network that cannot be written as ONNX. */
function checkExport(parts: Parts): void {
  const parameters = new Parameters(resolveGraph(parts.network.graph));
  onnxOf(parts, { parameters, weights: startingWeights(parts.network, parameters, createRandom(0)) });
}

function onnxOf({ network }: Parts, { parameters, weights }: Pick<TaughtFolder, 'parameters' | 'weights'>): Uint8Array {
  return writeOnnx(exportNetwork(network, parameters, weights));
}

function deltaOf({ network }: Parts, trainable: Trainable, { parameters, start, ...taught }: TaughtFolder) {
  return encodeDelta({ network: network.identity, trainable }, taught, start, parameters);
}

function report({ people, taught, measured, before, after, strangers, teaching }: TeachFolderResult): string {
  const rows = [{ name: `${measured} pictures not taught`, before, after }];
  if (strangers) rows.push({ name: 'strangers', ...strangers });
  const verdict = `the weights from ${teaching.kept} teaching were kept: ${teaching.reason}`;
  const events = formatEvents(teaching.events);
  return [`${people} people, ${taught} pictures taught; ${verdict}`, ...events, formatTable(rows)].join('\n');
}

/** What the guard did. Skipped steps can be many and are alike. */
function formatEvents(events: readonly TeachEvent[]): string[] {
  const skipped = events.filter(({ kind }) => kind === 'skipped');
  const others = events.filter(({ kind }) => kind !== 'skipped');
  const lines = others.map(({ kind, step, text }) => `  step ${step}: ${kind}: ${text}`);
  const [first] = skipped;
  if (first) lines.push(`  skipped ${skipped.length} steps, the first of them ${first.step}: ${first.text}`);
  return lines;
}
