import { nodeEnvironment } from 'kinfold/node';
import { splitDigits, unpackDigits } from './data.js';
import { learnDigits, STEPS } from './learn.js';

type Say = (message: string) => void;

/** Digits that are kept away from training. */
const UNSEEN = 2000;

/**
 * Trains from random weights in a terminal.
 * @param bytes the packed digits, see data.ts.
 * @param steps undefined for the recipe's own.
 */
export async function runDigits(bytes: Uint8Array, steps: number | undefined, say: Say): Promise<void> {
  const data = splitDigits(unpackDigits(bytes), UNSEEN);
  const backend = await nodeEnvironment.openBackend('webgpu');
  say(`Training on ${backend.adapter}: ${data.training.labels.length} digits to learn from, ${UNSEEN} unseen.`);
  const started = performance.now();
  let losses: number[] = [];
  for await (const report of learnDigits(backend, data, { steps: steps ?? STEPS })) {
    if (report.kind === 'round') say(`step ${report.step}: recall@1 ${(report.recall * 100).toFixed(2)} %`);
    else {
      losses.push(report.loss);
      if (losses.length < 20) continue;
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      say(`step ${report.step}: loss ${mean.toFixed(4)}`);
      losses = [];
    }
  }
  const { user, system } = process.cpuUsage();
  const seconds = (performance.now() - started) / 1000;
  say(
    `Trained in ${seconds.toFixed(0)} s; the whole process took ${((user + system) / 1e6).toFixed(0)} s of processor time.`,
  );
  backend.destroy();
}
