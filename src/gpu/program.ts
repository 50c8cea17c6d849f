import { KinfoldError } from '../errors.js';
import type { HostArray, Program } from './backend.js';
import type { Gpu } from './gpu.js';
import { paramsBytes } from './kernel.js';
import type { Command, Dispatch } from './recorder.js';
import { Stagings } from './stagings.js';
import { type Slice, WORD } from './tensor.js';
import { Uniforms } from './uniforms.js';

type Step =
  | { type: 'dispatch'; dispatch: Dispatch; pipeline: GPUComputePipeline; bindGroup: GPUBindGroup }
  | { type: 'clear'; buffer: GPUBuffer; offset: number; size: number }
  | { type: 'copy'; from: GPUBuffer; fromOffset: number; to: GPUBuffer; toOffset: number; size: number };

class GpuProgram implements Program {
  readonly #stagings: Stagings;

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
  }

  async runAndRead(slice: Slice): Promise<HostArray> {
    this.gpu.throwIfFailed();
    this.uniforms.flush();
    const staging = this.#stagings.take(slice.length);
    const encoder = this.gpu.device.createCommandEncoder({ label: this.label });
    this.#encode(encoder);
    this.gpu.encodeReadback(encoder, slice, staging);
    this.gpu.submit(encoder.finish());
    const data = await this.gpu.mapStaging(slice, staging);
    this.#stagings.giveBack(staging);
    return data;
  }

  /** Dispatches between two copies share one pass; WebGPU orders them by itself. */
  #encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | undefined;
    for (const step of this.steps) {
      if (step.type === 'dispatch') {
        pass ??= encoder.beginComputePass({ label: this.label });
        this.#encodeDispatch(pass, step);
        continue;
      }
      pass?.end();
      pass = undefined;
      if (step.type === 'clear') encoder.clearBuffer(step.buffer, step.offset, step.size);
      else encoder.copyBufferToBuffer(step.from, step.fromOffset, step.to, step.toOffset, step.size);
    }
    pass?.end();
  }

  #encodeDispatch(pass: GPUComputePassEncoder, { dispatch, pipeline, bindGroup }: Step & { type: 'dispatch' }): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...dispatch.workgroups);
    this.gpu.counters.dispatches++;
  }

  async profile(): Promise<readonly { label: string; nanoseconds: number }[] | undefined> {
    const { gpu } = this;
    if (!gpu.features.has('timestamp-query')) return undefined;
    const timed = this.steps.filter((step) => step.type === 'dispatch');
    const querySet = gpu.device.createQuerySet({ label: this.label, type: 'timestamp', count: timed.length * 2 });
    const size = timed.length * 16;
    const resolved = gpu.device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    const staging = gpu.createStaging(size / WORD);
    this.uniforms.flush();
    const encoder = gpu.device.createCommandEncoder({ label: `profile ${this.label}` });
    let query = 0;
    for (const step of this.steps) {
      if (step.type === 'dispatch') {
        const pass = encoder.beginComputePass({
          timestampWrites: { querySet, beginningOfPassWriteIndex: query++, endOfPassWriteIndex: query++ },
        });
        this.#encodeDispatch(pass, step);
        pass.end();
      } else if (step.type === 'clear') encoder.clearBuffer(step.buffer, step.offset, step.size);
      else encoder.copyBufferToBuffer(step.from, step.fromOffset, step.to, step.toOffset, step.size);
    }
    encoder.resolveQuerySet(querySet, 0, query, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    gpu.submit(encoder.finish());
    await staging.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(staging.getMappedRange().slice(0));
    for (const resource of [querySet, resolved, staging]) resource.destroy();
    return timed.map(({ dispatch }, index) => ({
      label: dispatch.label,
      nanoseconds: Number(times[index * 2 + 1]! - times[index * 2]!),
    }));
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
  gpu.device.pushErrorScope('validation');
  const uniforms = new Uniforms(gpu, label, dispatches);
  const steps = commands.map((command): Step => {
    if (command.type === 'dispatch') {
      const bindGroup = bind(gpu, command, uniforms);
      return { type: 'dispatch', dispatch: command, pipeline: pipelines.get(command)!, bindGroup };
    }
    if (command.type === 'clear') {
      return { type: 'clear', buffer: gpu.bufferOf(command.slice.buffer), ...byteRange(command.slice) };
    }
    const { offset: fromOffset, size } = byteRange(command.from);
    const { offset: toOffset } = byteRange(command.to);
    const [from, to] = [gpu.bufferOf(command.from.buffer), gpu.bufferOf(command.to.buffer)];
    return { type: 'copy', from, fromOffset, to, toOffset, size };
  });
  const refused = await gpu.device.popErrorScope();
  if (refused) throw new KinfoldError('shader-invalid', `${label}: ${refused.message}`, { cause: refused });
  return new GpuProgram(gpu, label, steps, uniforms);
}

function byteRange({ offset, length }: Slice): { offset: number; size: number } {
  return { offset: offset * WORD, size: length * WORD };
}

function bind(gpu: Gpu, dispatch: Dispatch, uniforms: Uniforms): GPUBindGroup {
  const { kernel } = dispatch;
  const entries: GPUBindGroupEntry[] = Object.keys(kernel.bindings).map((name, index) => {
    const slice = dispatch.buffers[name]!;
    const { offset, size } = byteRange(slice);
    // Rounded up to whole vec4s; the rest of the last one is padding of the same buffer and is never written.
    return {
      binding: index + 1,
      resource: { buffer: gpu.bufferOf(slice.buffer), offset, size: Math.ceil(size / 16) * 16 },
    };
  });
  const uniformOffset = uniforms.offsets.get(dispatch);
  if (uniformOffset !== undefined) {
    const resource = { buffer: uniforms.buffer, offset: uniformOffset, size: paramsBytes(kernel) };
    entries.unshift({ binding: 0, resource });
  }
  gpu.counters.bindGroups++;
  return gpu.device.createBindGroup({
    label: dispatch.label,
    layout: gpu.pipelines.layouts(kernel).bindGroup,
    entries,
  });
}
