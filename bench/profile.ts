import { createRandom } from '../src/cpu/random.js';
import { Parameters } from '../src/encoder/parameters.js';
import { planEncoder } from '../src/encoder/plan.js';
import type { Program } from '../src/gpu/backend.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { type Command, Recorder } from '../src/gpu/recorder.js';
import { whole } from '../src/gpu/tensor.js';
import { labelsOf, mobileFaceNet, pictures } from './mobilefacenet.js';
import { openStep } from './step.js';

const BATCH = 8;

/** Where the time of one run goes. */
export interface Profile {
  readonly name: string;
  /** The kernels, longest first. Copies and clears are not timed. */
  readonly kernels: readonly { readonly kernel: string; readonly dispatches: number; readonly milliseconds: number }[];
}

/** MobileFaceNet's forward and training step, kernel by kernel. Empty on a device without timestamps. */
export async function profileNetwork(gpu: Gpu): Promise<Profile[]> {
  return [...(await ofForward(gpu)), ...(await ofStep(gpu))];
}

async function ofForward(gpu: Gpu): Promise<Profile[]> {
  const parameters = new Parameters(mobileFaceNet());
  const plan = planEncoder(parameters, { rows: BATCH });
  const buffers = [parameters.buffer, ...plan.buffers];
  gpu.allocate(buffers);
  gpu.write(whole(parameters.buffer), parameters.initialise(createRandom(1)));
  gpu.write(plan.input, pictures(labelsOf(BATCH)));
  const recorder = new Recorder(gpu);
  plan.recordForward(recorder);
  const program = await gpu.compile('forward', recorder.commands);
  await program.runAndRead(plan.output);
  const profile = await profileOf(`MobileFaceNet forward, batch ${BATCH}`, program, recorder.commands);
  program.release();
  gpu.free(buffers);
  return profile;
}

async function ofStep(gpu: Gpu): Promise<Profile[]> {
  const labels = labelsOf(BATCH);
  const features = pictures(labels);
  const setting = {
    graph: mobileFaceNet(),
    features,
    labels,
    margin: 0.4,
    optimiser: 'sgd',
    learningRate: 1e-3,
  } as const;
  const step = await openStep(gpu, setting);
  await step.run(1);
  const name = `MobileFaceNet's training step, batch ${BATCH}`;
  const profile = await profileOf(name, step.program, step.plan.commands);
  step.close();
  return profile;
}

async function profileOf(name: string, program: Program, commands: readonly Command[]): Promise<Profile[]> {
  const times = await program.profile();
  if (!times) return [];
  const dispatches = commands.filter((command) => command.type === 'dispatch');
  const kernels = new Map<string, { kernel: string; dispatches: number; milliseconds: number }>();
  for (const [i, { kernel }] of dispatches.entries()) {
    const sum = kernels.get(kernel.name) ?? { kernel: kernel.name, dispatches: 0, milliseconds: 0 };
    sum.dispatches++;
    sum.milliseconds += times[i]!.nanoseconds / 1e6;
    kernels.set(kernel.name, sum);
  }
  return [{ name, kernels: [...kernels.values()].sort((a, b) => b.milliseconds - a.milliseconds) }];
}
