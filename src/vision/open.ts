import type { ModelCard } from '../backbone/card.js';
import type { LoadedModel } from '../backbone/load.js';
import { type Model, openModel } from '../backbone/model.js';
import type { ModelSource } from '../engine/options.js';
import { KinfoldError } from '../errors.js';
import { alignmentOf } from '../face/align.js';
import { checkNetworks } from '../face/faces.js';
import type { VisionEnvironment } from './environment.js';
import { Pipeline, type PipelineParts } from './pipeline.js';
import type { VisionInfo, VisionOptions } from './vision.js';

/** A pipeline, and what it was opened with. */
export interface OpenedPipeline {
  readonly pipeline: Pipeline;
  readonly info: VisionInfo;
  release(): Promise<void>;
}

type Open = (options: VisionOptions, environment: VisionEnvironment) => Promise<OpenedPipeline>;

/** Opens the networks that the options name. What was opened before an error is closed again. */
export const openPipeline: Open = async (options, environment) => {
  checkMinScore(options.minScore);
  const models: Model[] = [];
  const release = async () => {
    for (const model of models) await model.release();
  };
  const open = async (field: string, task: ModelCard['task'], source: ModelSource): Promise<Model> => {
    const model = await environment.loadModel(source);
    checkTask(field, task, model);
    const wasm = options.wasmPaths === undefined ? {} : { wasmPaths: options.wasmPaths };
    // The networks are small, and their results are needed on the host.
    const opened = await openModel(model.card, model.bytes, { provider: 'wasm', ...wasm });
    models.push(opened);
    return opened;
  };
  try {
    const { backbone } = options;
    const alignment = alignmentOf(typeof backbone === 'string' ? await environment.loadCard(backbone) : backbone.card);
    const detector = await open('detector', 'detector', options.detector);
    const landmarks = options.landmarks ? await open('landmarks', 'landmarks', options.landmarks) : undefined;
    const liveness: Model[] = [];
    for (const source of options.liveness ?? []) liveness.push(await open('liveness', 'liveness', source));
    const names = liveness.map(({ card }) => card.name);
    checkNames(names);
    const { minScore } = options;
    const parts: PipelineParts = {
      detector,
      ...(landmarks && { landmarks }),
      liveness,
      alignment,
      ...(minScore !== undefined && { minScore }),
      decode: environment.decodePicture,
    };
    checkNetworks('createVision', parts);
    const { width, height } = alignment;
    const info: VisionInfo = {
      detector: detector.card.name,
      landmarks: landmarks?.card.name ?? null,
      liveness: names,
      crop: { width, height },
    };
    return { pipeline: new Pipeline(parts), info, release };
  } catch (error) {
    await release();
    throw error;
  }
};

function checkMinScore(minScore: number | undefined): void {
  if (minScore === undefined || (minScore > 0 && minScore <= 1)) return;
  throw new KinfoldError('argument-invalid', `createVision: minScore is ${minScore}, expected above 0 to 1`);
}

function checkTask(field: string, task: ModelCard['task'], { card }: LoadedModel): void {
  if (card.task === task) return;
  throw new KinfoldError(
    'argument-invalid',
    `createVision: ${field} is "${card.name}" of the task "${card.task}" but expected "${task}"; pass another card`,
  );
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new KinfoldError(
    'argument-invalid',
    `createVision: two liveness networks are called "${twice}", so their scores could not be told apart; name one otherwise in its card`,
  );
}
