import { type Backend, type Parameters, planEncoder, Recorder } from 'kinfold/core';

/** Pictures in one run of the network. */
const ROWS = 100;

/**
 * What the network makes of pictures, in inference: batch norms use their running averages.
 * @param weights the whole parameter vector, as training returned it.
 * @returns embeddings [N, width].
 */
export async function embed(
  backend: Backend,
  parameters: Parameters,
  weights: Float32Array,
  features: Float32Array,
): Promise<Float32Array> {
  const { inputWidth, outputWidth } = parameters.graph;
  const plan = planEncoder(parameters, { rows: ROWS });
  const recorder = new Recorder(backend);
  plan.recordForward(recorder);
  const buffers = [parameters.buffer, ...plan.buffers];
  backend.allocate(buffers);
  try {
    backend.write({ buffer: parameters.buffer, offset: 0, length: weights.length }, weights);
    const program = await backend.compile('embed', recorder.commands);
    const count = features.length / inputWidth;
    const embeddings = new Float32Array(count * outputWidth);
    for (let first = 0; first < count; first += ROWS) {
      const rows = Math.min(ROWS, count - first);
      backend.write(plan.input, features.subarray(first * inputWidth, (first + rows) * inputWidth));
      const made = await program.runAndRead({ ...plan.output, length: rows * outputWidth });
      embeddings.set(made, first * outputWidth);
    }
    program.release();
    return embeddings;
  } finally {
    backend.free(buffers);
  }
}
