import type { HostArray, Program } from './backend.js';
import type { Gpu } from './gpu.js';
import { Patience } from './patience.js';
import { profile } from './profile.js';
import type { Command, Dispatch } from './recorder.js';
import { Stagings } from './stagings.js';
import { encodeDispatch, encodeTransfer, makeStep, type Step } from './steps.js';
import type { Slice } from './tensor.js';
import { Uniforms } from './uniforms.js';
import { validated } from './validated.js';

class GpuProgram implements Program {
  readonly #stagings: Stagings;
  readonly #patience = new Patience();

  constructor(
    readonly gpu: Gpu,
    readonly label: string,
    readonly steps: readonly Step[],
    readonly uniforms: Uniforms,
  ) {
    this.#stagings = new Stagings(gpu);
  }

  setParams(dispatch: Dispatch, values: Readonly<Record<string, number>>): void {
    this.uniforms.set(dispatch, values);
  }

  run(): void {
    this.gpu.throwIfFailed();
    this.uniforms.flush();
    const encoder = this.gpu.device.createCommandEncoder({ label: this.label });
    this.#encode(encoder);
    this.gpu.submit(encoder.finish());
    this.#patience.noteRun();
  }

  async runAndRead(slice: Slice): Promise<HostArray> {
    this.gpu.throwIfFailed();
    this.uniforms.flush();
    const staging = this.#stagings.take(slice.length);
    const encoder = this.gpu.device.createCommandEncoder({ label: this.label });
    this.#encode(encoder);
    this.gpu.encodeReadback(encoder, slice, staging);
    this.gpu.submit(encoder.finish());
    this.#patience.noteRun();
    const read = () => this.gpu.mapStaging(slice, staging);
    const data = await (this.gpu.isFallbackAdapter ? this.#patience.waitFor(read) : read());
    this.#stagings.giveBack(staging);
    return data;
  }

  /** Dispatches between two copies share one pass; WebGPU orders them by itself. */
  #encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | undefined;
    for (const step of this.steps) {
      if (step.type === 'dispatch') {
        pass ??= encoder.beginComputePass({ label: this.label });
        encodeDispatch(this.gpu, pass, step);
        continue;
      }
      pass?.end();
      pass = undefined;
      encodeTransfer(encoder, step);
    }
    pass?.end();
  }

  async profile(): Promise<readonly { label: string; nanoseconds: number }[] | undefined> {
    this.gpu.throwIfFailed();
    if (!this.gpu.features.has('timestamp-query')) return undefined;
    if (!this.steps.some((step) => step.type === 'dispatch')) {
      this.run();
      return [];
    }
    this.uniforms.flush();
    return profile(this.gpu, this.label, this.steps);
  }

  release(): void {
    this.uniforms.buffer.destroy();
    this.#stagings.destroy();
  }
}

/** Makes every pipeline, bind group and uniform that `commands` need. */
export async function compileProgram(gpu: Gpu, label: string, commands: readonly Command[]): Promise<Program> {
  const dispatches = commands.filter((command) => command.type === 'dispatch');
  const pipelines = new Map(
    await Promise.all(dispatches.map(async (dispatch) => [dispatch, await gpu.pipelines.pipeline(dispatch)] as const)),
  );
  gpu.throwIfFailed();
  const uniforms = new Uniforms(gpu, label, dispatches);
  try {
    const steps = await validated(gpu.device, label, () =>
      commands.map((command) => makeStep(gpu, command, pipelines, uniforms)),
    );
    return new GpuProgram(gpu, label, steps, uniforms);
  } catch (error) {
    uniforms.buffer.destroy();
    throw error;
  }
}
