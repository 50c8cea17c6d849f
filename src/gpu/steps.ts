import type { Gpu } from './gpu.js';
import { paramsBytes } from './kernel.js';
import type { Command, Dispatch } from './recorder.js';
import { type Slice, WORD } from './tensor.js';
import type { Uniforms } from './uniforms.js';

export interface DispatchStep {
  readonly type: 'dispatch';
  readonly dispatch: Dispatch;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

interface ClearStep {
  readonly type: 'clear';
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

interface CopyStep {
  readonly type: 'copy';
  readonly from: GPUBuffer;
  readonly fromOffset: number;
  readonly to: GPUBuffer;
  readonly toOffset: number;
  readonly size: number;
}

/** A command with the device's objects for it. */
export type Step = DispatchStep | ClearStep | CopyStep;

export function makeStep(
  gpu: Gpu,
  command: Command,
  pipelines: ReadonlyMap<Dispatch, GPUComputePipeline>,
  uniforms: Uniforms,
): Step {
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
}

export function encodeDispatch(
  gpu: Gpu,
  pass: GPUComputePassEncoder,
  { dispatch, pipeline, bindGroup }: DispatchStep,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(...dispatch.workgroups);
  gpu.counters.dispatches++;
}

export function encodeTransfer(encoder: GPUCommandEncoder, step: ClearStep | CopyStep): void {
  if (step.type === 'clear') encoder.clearBuffer(step.buffer, step.offset, step.size);
  else encoder.copyBufferToBuffer(step.from, step.fromOffset, step.to, step.toOffset, step.size);
}

function byteRange({ offset, length }: Slice): { offset: number; size: number } {
  return { offset: offset * WORD, size: length * WORD };
}

function bind(gpu: Gpu, dispatch: Dispatch, uniforms: Uniforms): GPUBindGroup {
  const { kernel } = dispatch;
  const entries: GPUBindGroupEntry[] = Object.keys(kernel.bindings).map((name, index) => {
    const slice = dispatch.buffers[name]!;
    const { offset, size } = byteRange(slice);
    // Rounded up to whole vec4s; the rest of the last one is padding of the same buffer and means nothing.
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
