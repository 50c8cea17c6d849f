import { exportEncoder } from '../src/conversion/export.js';
import { createRandom } from '../src/cpu/random.js';
import { Parameters } from '../src/encoder/parameters.js';
import { planEncoder } from '../src/encoder/plan.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { Recorder } from '../src/gpu/recorder.js';
import { whole } from '../src/gpu/tensor.js';
import { writeOnnx } from '../src/onnx/write.js';
import { work } from './kinfold.js';
import { compare, expectSame, type Result } from './measure.js';
import { mobileFaceNet, pictures } from './mobilefacenet.js';
import { openPeer } from './onnxruntime.js';

/** Embeddings by MobileFaceNet, against onnxruntime's WebGPU provider with the very same weights as ONNX. */
export async function benchForward(gpu: Gpu): Promise<Result[]> {
  return [await ofBatch(gpu, 1), await ofBatch(gpu, 8)];
}

async function ofBatch(gpu: Gpu, rows: number): Promise<Result> {
  const name = `MobileFaceNet forward, batch ${rows}`;
  const graph = mobileFaceNet();
  const parameters = new Parameters(graph);
  const plan = planEncoder(parameters, { rows });
  const values = parameters.initialise(createRandom(1));
  const input = pictures(Uint32Array.from({ length: rows }, (_, row) => row));
  const buffers = [parameters.buffer, ...plan.buffers];
  gpu.allocate(buffers);
  gpu.write(whole(parameters.buffer), values);
  const recorder = new Recorder(gpu);
  // Forward gives the memory of the input away.
  plan.recordForward(recorder);
  const program = await gpu.compile('forward', recorder.commands);

  const valuesOf = (parameter: string) => {
    const { offset, length } = parameters.slice(parameter);
    return values.subarray(offset, offset + length);
  };
  const model = writeOnnx(exportEncoder(graph.graph, valuesOf));
  const peer = await openPeer(gpu, model, input, [rows, ...graph.graph.input.shape]);

  gpu.write(plan.input, input);
  expectSame(name, (await program.runAndRead(plan.output)) as Float32Array, await peer.run(1));
  const ours = work(program, plan.output, () => gpu.write(plan.input, input));
  const result = await compare(name, ours, peer.run, peer.name);
  program.release();
  gpu.free(buffers);
  await peer.close();
  const bytes = buffers.reduce((sum, { length }) => sum + 4 * length, 0);
  return { ...result, plan: { dispatches: recorder.commands.length, bytes, pieces: 1 } };
}
