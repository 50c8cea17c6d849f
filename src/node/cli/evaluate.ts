import { basename, resolve } from 'node:path';
import { sha256 } from '../../backbone/checksum.js';
import { openParts } from '../../engine/parts.js';
import { type ListedPair, listedFile, parsePairList } from '../../metric/comparisons/pair-list.js';
import { embeddingMap } from '../../metric/evaluation/principal-components.js';
import { reportHtml } from '../../report/html.js';
import { reportOfPairs, reportOfSet } from '../../report/measure.js';
import type { Report } from '../../report/report.js';
import { nodeEnvironment } from '../environment.js';
import { readWhole } from '../read-whole.js';
import { writeWhole } from '../write-whole.js';
import { chosenModels } from './chosen-models.js';
import { type EmbeddedFiles, embedFiles } from './embed-files.js';
import { formatReport } from './evaluation-table.js';
import { readPeople } from './folder.js';
import { ProgressBar } from './progress.js';
import { backendOption, integer, parse, UsageError } from './usage.js';
import { divisionOfWeights, startWith } from './weights.js';

const options = {
  images: { type: 'string' },
  pairs: { type: 'string' },
  folders: { type: 'boolean', default: false },
  weights: { type: 'string' },
  report: { type: 'string' },
  json: { type: 'boolean', default: false },
  seed: { type: 'string', default: '0' },
  model: { type: 'string' },
  models: { type: 'string', default: 'models' },
  set: { type: 'string', default: 'trial' },
  aligned: { type: 'boolean', default: false },
  backend: { type: 'string', default: 'webgpu' },
} as const;

/** What is to be measured: the pictures by name, and how they are compared. */
interface Task {
  readonly files: readonly string[];
  /** The folds of a pair list; undefined where all are compared with all. */
  readonly folds: readonly (readonly ListedPair[])[] | undefined;
  /** What was compared, as text, for the sum over the data. */
  readonly text: string;
}

/** `kinfold evaluate --images DIR (--pairs FILE | --folders)`: measures how well a network tells people apart. */
export async function evaluateImages(args: string[]): Promise<void> {
  const { values } = parse(args, options, []);
  const { images } = values;
  if (images === undefined) throw new UsageError('--images is missing, expected the folder of the pictures');
  if ((values.pairs === undefined) !== values.folders) {
    throw new UsageError('expected one of --pairs FILE and --folders');
  }
  const backend = backendOption(values.backend);
  const seed = integer('seed', values.seed, 0);
  const task = values.pairs === undefined ? await folderTask(images) : pairTask(await readWhole(values.pairs));
  const weights = values.weights === undefined ? undefined : await readWhole(values.weights);
  const division = weights ? divisionOfWeights(weights) : {};
  const bar = new ProgressBar();
  const parts = await openParts({ ...(await chosenModels(values)), backend, ...division }, nodeEnvironment);
  try {
    const { card } = parts.backbone;
    bar.say(`${card.name} on ${parts.backend.adapter}`);
    const { machine, weights: encoder } = await startWith(parts, weights);
    const begun = performance.now();
    const embedded = await embedFiles(parts, machine, images, task.files, (done, leftOut) => {
      const rate = (done / (performance.now() - begun)) * 1000;
      bar.show('pictures', done, task.files.length, `${rate.toFixed(1)} a second, ${leftOut.length} left out`);
    });
    for (const { file, reason } of embedded.leftOut) bar.say(`left out ${file}: ${reason}`);
    const provenance = {
      backbone: card.name,
      backboneSha256: card.sha256,
      encoderSha256: await sha256(new Uint8Array(encoder.buffer, encoder.byteOffset, encoder.byteLength)),
      dataSha256: await sha256(new TextEncoder().encode(dataText(task, embedded))),
      seed,
    };
    const title = `${card.name} on ${basename(resolve(images))}`;
    const map = task.folds
      ? undefined
      : (await embeddingMap(parts.backend, embedded.embeddings, embedded.files.length)).points;
    const report = measured(task, embedded, { title, provenance, leftOut: embedded.leftOut, ...(map && { map }) });
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${formatReport(report)}\n`);
    if (values.report !== undefined) {
      await writeWhole(values.report, new TextEncoder().encode(reportHtml(report)));
    }
  } finally {
    await parts.close();
  }
}

async function folderTask(images: string): Promise<Task> {
  const people = await readPeople(images);
  const files = people.flatMap((person) => person.files.map((file) => `${person.name}/${basename(file)}`));
  return { files, folds: undefined, text: 'all pairs' };
}

function pairTask(list: Uint8Array): Task {
  const text = new TextDecoder().decode(list);
  const folds = parsePairList(text);
  const files = folds.flat().flatMap(({ first, second }) => [listedFile(first), listedFile(second)]);
  return { files: [...new Set(files)], folds, text };
}

/** One line a picture, and what was compared: the same sum means the same measurement. */
function dataText({ text }: Task, { files, sums }: EmbeddedFiles): string {
  return `${files.map((file, i) => `${sums[i]}  ${file}`).join('\n')}\n${text}`;
}

function measured(
  { folds }: Task,
  { embeddings, files }: EmbeddedFiles,
  about: Parameters<typeof reportOfSet>[1],
): Report {
  const owners = files.map((file) => file.slice(0, file.indexOf('/')));
  const identities = [...new Set(owners)];
  const places = new Map(identities.map((identity, place) => [identity, place]));
  const labels = Uint32Array.from(owners, (owner) => places.get(owner)!);
  const pictures = { embeddings, labels, identities, files };
  if (!folds) return reportOfSet(pictures, about);
  const rows = new Map(files.map((file, row) => [file, row]));
  const rowOf = (picture: ListedPair['first']) => rows.get(listedFile(picture));
  const compared = folds.map((pairs) =>
    pairs.flatMap(({ first, second, same }) => {
      const [a, b] = [rowOf(first), rowOf(second)];
      return a === undefined || b === undefined ? [] : [{ first: a, second: b, same }];
    }),
  );
  return reportOfPairs(pictures, compared, folds.flat().length - compared.flat().length, about);
}
