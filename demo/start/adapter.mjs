// Exits with 0 if Dawn finds a WebGPU adapter in this process. Run as a child: a process that found none keeps its answer.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
process.exit((await create([]).requestAdapter()) ? 0 : 1);
