// `npm run bench -- mining [faces digits guard beyond set]`: measures what is named, one after the other, prints tables in Markdown and
// draws docs/mining.svg from the newest measurements of either set. What was measured lies in .cache/bench. `set`, the search through
// 100,000 embeddings, takes long and runs only if it is named.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

const root = new URL('../../', import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));
const measuredFile = (name) => at(`.cache/bench/mining-${name}.json`);

const MINERS = [
  'random',
  'batch-all',
  'semi-hard',
  'batch-hard',
  'easy-positive',
  'distance-weighted',
  'random-semi-hard',
];
const RIVALS = MINERS.map((miner) => ({ name: miner, options: { miner } }));
const SEEDS = [0, 1, 2];

const ROWS = 100_000;

/** A training that goes wrong: hardest triplets at a rate that is too high, for a network that had learned well. */
const RISKS = [{ task: 'digits', after: 'semi-hard', miner: 'batch-hard', learningRate: 0.03 }];

export async function runMining(names) {
  const bundled = at('.cache/bench/mining.js');
  await bundleForNode(new URL('suite.ts', import.meta.url), bundled);
  const suite = await import(bundled);
  mkdirSync(at('.cache/bench'), { recursive: true });
  const measures = {
    guard: () => suite.runRescues(RISKS, SEEDS, console.error),
    beyond: async () => {
      const contests = [];
      for (const { task, rivals } of await suite.beyondTasks(...suite.FACES)) {
        contests.push(await suite.runContest(task, rivals, SEEDS, console.error));
      }
      return { adapter: contests[0].adapter, contests };
    },
    set: () => suite.searchWholeSet(ROWS, 0),
  };
  const formats = {
    guard: ({ rescues }) => suite.formatRescues(rescues),
    beyond: ({ contests }) =>
      contests.map((one) => `${one.name}\n\n${suite.formatTable(one, 'beyond the batch')}`).join('\n\n'),
    set: (measured) => JSON.stringify(measured),
  };
  const contest = async (name) => suite.runContest(await suite.tasks[name](), RIVALS, SEEDS, console.error);
  for (const name of names.length > 0 ? names : ['faces', 'digits', 'guard', 'beyond']) {
    const load = loadavg()[0];
    const measured = await (measures[name]?.() ?? contest(name));
    writeFileSync(measuredFile(name), JSON.stringify(measured));
    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${measured.adapter}, Node ${process.version}`;
    const loads = [load, loadavg()[0]].map((value) => value.toFixed(1)).join(' to ');
    console.log(`${name}: ${machine}, ${new Date().toISOString().slice(0, 10)}, load ${loads}\n`);
    console.log(`${(formats[name] ?? suite.formatTable)(measured)}\n`);
  }
  const contests = ['faces', 'digits'].map(measuredFile).filter(existsSync);
  if (contests.length === 0) return;
  writeFileSync(
    at('docs/mining.svg'),
    suite.drawContests(contests.map((file) => JSON.parse(readFileSync(file, 'utf8')))),
  );
}
