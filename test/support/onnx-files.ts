import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from './data.js';
import { modelsFolder, trialModels } from './models.js';

export interface OnnxFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The trial set's models and, where they are there, the models that are not part of the project. */
export async function onnxFiles(): Promise<OnnxFile[]> {
  await trialModels();
  const folders = [modelsFolder, sharedData('models')].filter((folder) => folder !== undefined);
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.onnx'))
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))) })),
  );
}
