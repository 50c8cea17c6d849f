import { createRandom } from '../cpu/random.js';
import { resolveGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import { checkThreshold } from '../gallery/decide.js';
import { Core } from './core.js';
import { LocalEngine } from './engine.js';
import { webEnvironment } from './environment.js';
import { startMachine } from './machine.js';
import { startingWeights } from './network.js';
import { type EngineOptions, type Environment, rememberModels } from './options.js';
import { openParts } from './parts.js';
import type { Engine } from './types.js';
import { checkViews, DEFAULT_VIEWS } from './views.js';

/** Squared distance up to which two pictures count as one identity, where neither options nor card say. */
const DEFAULT_THRESHOLD = 1;

/**
 * Opens an engine in the calling thread: models are loaded, the device is opened, the encoder is compiled.
 *
 * @param environment where pictures, models and the device come from. Default: the page or worker itself.
 * @throws KinfoldError `model-missing`, `checksum-mismatch`, `onnx-invalid`, `onnx-truncated`, `adapter-missing` …
 */
export async function createEngine(options: EngineOptions, environment: Environment = webEnvironment): Promise<Engine> {
  const remembering = rememberModels(environment);
  const parts = await openParts(options, remembering);
  const threshold = options.threshold ?? parts.backbone.card.threshold ?? DEFAULT_THRESHOLD;
  try {
    checkThreshold(threshold);
    checkViews(options.views ?? DEFAULT_VIEWS);
    const parameters = new Parameters(resolveGraph(parts.network.graph));
    const weights = startingWeights(parts.network, parameters, createRandom(options.seed ?? 0));
    const machine = await startMachine(parts, parameters.graph, weights);
    return new LocalEngine(new Core(options, remembering, parts, machine, weights, threshold));
  } catch (error) {
    await parts.close();
    throw error;
  }
}
