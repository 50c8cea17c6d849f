import { createRandom } from '../../src/cpu/random.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { startingWeights } from '../../src/engine/network.js';
import { openParts } from '../../src/engine/parts.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { readPeople } from '../../src/node/cli/folder.js';
import { splitFolder } from '../../src/node/cli/split-folder.js';
import { readFeatures } from '../../src/node/cli/teach-folder.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import type { Task } from './contest.js';

/** The head that `teach` trains, on features that the backbone made once: aligned faces of a folder, four of each taught. */
export async function facesTask(folder: string, backbone: string): Promise<Task> {
  const parts = await openParts({ backbone }, nodeEnvironment);
  const { network } = parts;
  const ignore = () => {};
  const watch = { onPicture: ignore, onRefused: ignore, onStep: ignore };
  const people = await readFeatures(parts, await readPeople(folder), watch);
  await parts.close();
  const graph = resolveGraph(network.graph);
  return {
    name: 'faces',
    graph,
    options: { steps: 200 },
    every: 20,
    figure: 'TAR at FAR 0.1 %',
    target: 0.5,
    lesson(seed) {
      const { taught, measured } = splitFolder(people, { shots: 4, strangers: 0, seed });
      return {
        data: { features: taught.features, labels: Uint32Array.from(taught.labels) },
        start: startingWeights(network, new Parameters(graph), createRandom(seed)),
        measure: async (embed) => evaluate(await embed(measured.features), measured.labels).tarAtFar['0.001'],
      };
    },
  };
}
