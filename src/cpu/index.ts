import { Cpu } from './backend.js';
import { twins } from './twins.js';

/** The CPU backend. f32 is the fallback without WebGPU; f64 is the oracle that Kinfold's tests compare with. */
export function openCpu(precision: 'f32' | 'f64' = 'f32'): Cpu {
  return new Cpu(twins, precision);
}

export { Cpu } from './backend.js';
export type { Twin, Twins } from './twin.js';
export { twins } from './twins.js';
