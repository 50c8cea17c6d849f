import { resolve } from 'node:path';
import type { EngineOptions } from '../../engine/options.js';
import { fetchModels } from '../models.js';
import { modelSet } from './usage.js';

/** The addresses of the models that a run needs. A set is fetched only if one of its models is among them. */
export async function chosenModels({
  model,
  models: folder,
  set,
  aligned,
}: {
  readonly model?: string | undefined;
  readonly models: string;
  readonly set: string;
  readonly aligned: boolean;
}): Promise<Pick<EngineOptions, 'backbone' | 'faces'>> {
  const wanted = modelSet(set);
  const own = model === undefined ? undefined : resolve(model);
  if (own !== undefined && aligned) return { backbone: own };
  const { backbone, detector, landmarks } = await fetchModels({ folder, set: wanted });
  return {
    backbone: own ?? backbone.path,
    ...(!aligned && { faces: { detector: detector.path, ...(landmarks && { landmarks: landmarks.path }) } }),
  };
}
