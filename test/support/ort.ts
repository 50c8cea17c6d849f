import { openSession } from '../../src/backbone/session.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';

/** Runs a model with one input in onnxruntime. @returns each float32 output by its name. */
export async function runOnnx(
  model: OnnxModel,
  input: Float32Array,
  dims: readonly number[],
): Promise<Record<string, Float32Array>> {
  const session = await openSession(writeOnnx(model), { provider: 'wasm' });
  try {
    return await session.run(input, dims);
  } finally {
    await session.release();
  }
}
