import type { TrainOptions } from '../../src/train/options.js';
import type { Rival, Task } from './contest.js';
import { digitsTask } from './digits.js';
import { facesTask } from './faces.js';

/** What looks beyond a batch, against a training that does not. */
export interface BeyondTask {
  readonly task: Task;
  readonly rivals: readonly Rival[];
}

const memories = (...sizes: readonly number[]): Rival[] =>
  sizes.map((crossBatch) => ({ name: `crossBatch ${crossBatch}`, options: { crossBatch } }));
const none: Rival = { name: 'the batch alone', options: {} };
const offline: Rival = { name: 'offlineMining', options: { offlineMining: true } };

/**
 * Faces in batches as `teach` takes them and in small ones, in which a batch alone has few negatives; digits with the miner that learns
 * them. A batch of digits has all ten of them, so there is nothing for offline mining to choose.
 */
export async function beyondTasks(folder: string, backbone: string): Promise<BeyondTask[]> {
  const faces = await facesTask(folder, backbone);
  const digits = digitsTask();
  const [few, semiHard]: TrainOptions[] = [{ identities: 4, pictures: 2 }, { miner: 'semi-hard' }];
  const rivals = [none, ...memories(128, 512), offline];
  return [
    { task: { ...faces, name: 'faces, 16 × 4' }, rivals },
    { task: { ...faces, name: 'faces, 4 × 2', options: { ...faces.options, ...few } }, rivals },
    {
      task: { ...digits, options: { ...digits.options, ...semiHard } },
      rivals: [none, ...memories(200, 800)],
    },
  ];
}
