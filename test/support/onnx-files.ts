import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from './data.js';
import { modelsFolder, trialModels } from './models.js';

export interface OnnxFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether a batch of one is baked into the network: a constant of one row stands in a Concat. */
  readonly isBaked: boolean;
}

const BAKED = new Set(['blazeface_back.onnx']);

/** The trial set's models and, where they are there, the models that are not part of the project. */
export async function onnxFiles(): Promise<OnnxFile[]> {
  await trialModels();
  const folders = [modelsFolder, sharedData('models')].filter((folder) => folder !== undefined);
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.onnx'))
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))), isBaked: BAKED.has(name) })),
  );
}
