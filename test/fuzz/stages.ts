import { importEncoder } from '../../src/conversion/import.js';
import { readSafetensors } from '../../src/encoder/safetensors.js';
import { freeBatch } from '../../src/onnx/free-batch.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { type OnnxModel, readOnnx } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import { splitModel } from '../../src/onnx/split.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { writeOnnx } from '../../src/onnx/write.js';

/** One call of the library on what the stage before it gave; it returns what the next stage takes. */
export interface Stage<T> {
  readonly name: string;
  run(value: T): T;
}

/**
 * What is done with a model that could be read, in this order. A stage that refuses is passed over: the next takes what it was given.
 */
export const MODEL_STAGES: readonly Stage<OnnxModel>[] = [
  { name: 'simplify', run: (model) => simplifyModel(model) },
  { name: 'freeBatch', run: freeBatch },
  {
    name: 'split',
    run: (model) => {
      const points = splitPoints(model);
      if (points.length === 0) return model;
      const { front, back } = splitModel(model, points[Math.floor(points.length / 2)]!.tensor);
      writeOnnx(front);
      return back;
    },
  },
  {
    name: 'import',
    run: (model) => {
      importEncoder(model);
      return model;
    },
  },
  { name: 'write', run: writeAndRead },
];

/** What was written is read again: a library that refuses its own file is at fault. */
function writeAndRead(model: OnnxModel): OnnxModel {
  const bytes = writeOnnx(model);
  try {
    return readOnnx(bytes);
  } catch (cause) {
    throw new Error('writeOnnx wrote a file that readOnnx refuses', { cause });
  }
}

export const readModel = (bytes: Uint8Array): OnnxModel => readOnnx(bytes);
export const inspectFile = (bytes: Uint8Array): void => void inspectModel(bytes);
export const readTensors = (bytes: Uint8Array): void => void readSafetensors(bytes);
