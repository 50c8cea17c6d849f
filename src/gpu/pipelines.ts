import { KinfoldError } from '../errors.js';
import type { Counters } from './backend.js';
import { type Kernel, paramsBytes } from './kernel.js';
import type { Dispatch } from './recorder.js';

interface Layouts {
  readonly bindGroup: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

/** Pipelines of one device, each compiled once per kernel and overrides. */
export class Pipelines {
  readonly #modules = new Map<string, Promise<GPUShaderModule>>();
  readonly #layouts = new Map<string, Layouts>();
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(
    readonly device: GPUDevice,
    readonly counters: Counters,
  ) {}

  layouts(kernel: Kernel): Layouts {
    let layouts = this.#layouts.get(kernel.name);
    if (!layouts) {
      const entries: GPUBindGroupLayoutEntry[] = Object.values(kernel.bindings).map((access, index) => ({
        binding: index + 1,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
      }));
      if (paramsBytes(kernel) > 0) {
        entries.unshift({ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } });
      }
      const bindGroup = this.device.createBindGroupLayout({ label: kernel.name, entries });
      const pipeline = this.device.createPipelineLayout({ label: kernel.name, bindGroupLayouts: [bindGroup] });
      layouts = { bindGroup, pipeline };
      this.#layouts.set(kernel.name, layouts);
    }
    return layouts;
  }

  pipeline({ kernel, overrides }: Dispatch): Promise<GPUComputePipeline> {
    const constants = Object.entries(overrides).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = `${kernel.name} ${constants.map(([name, value]) => `${name}=${value}`).join(' ')}`;
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#compile(key, kernel, Object.fromEntries(constants));
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  async #compile(key: string, kernel: Kernel, constants: Record<string, number>): Promise<GPUComputePipeline> {
    const module = await this.#module(kernel);
    try {
      const pipeline = await this.device.createComputePipelineAsync({
        label: key,
        layout: this.layouts(kernel).pipeline,
        compute: { module, entryPoint: 'main', constants },
      });
      this.counters.pipelines++;
      return pipeline;
    } catch (cause) {
      throw new KinfoldError(
        'shader-invalid',
        `${key}: the pipeline was refused: ${(cause as Error).message}\n${kernel.code}`,
        { cause },
      );
    }
  }

  #module(kernel: Kernel): Promise<GPUShaderModule> {
    let module = this.#modules.get(kernel.name);
    if (!module) {
      module = this.#createModule(kernel);
      this.#modules.set(kernel.name, module);
    }
    return module;
  }

  async #createModule(kernel: Kernel): Promise<GPUShaderModule> {
    this.device.pushErrorScope('validation');
    const module = this.device.createShaderModule({ label: kernel.name, code: kernel.code });
    const refused = await this.device.popErrorScope();
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter((message) => message.type === 'error');
    if (refused || errors.length > 0) {
      const lines = kernel.code.split('\n').map((line, index) => `${String(index + 1).padStart(4)} ${line}`);
      const told = errors.map((e) => `${e.lineNum}:${e.linePos} ${e.message}`).join('\n') || refused?.message;
      throw new KinfoldError(
        'shader-invalid',
        `${kernel.name}: the shader does not compile\n${told}\n${lines.join('\n')}`,
      );
    }
    return module;
  }
}
