import dBiasCode from '../../shaders/linear.d_bias.wgsl';
import dInputCode from '../../shaders/linear.d_input.wgsl';
import dInputDirectCode from '../../shaders/linear.d_input_direct.wgsl';
import dInputQuadsCode from '../../shaders/linear.d_input_quads.wgsl';
import dWeightCode from '../../shaders/linear.d_weight.wgsl';
import dWeightDirectCode from '../../shaders/linear.d_weight_direct.wgsl';
import dWeightQuadsCode from '../../shaders/linear.d_weight_quads.wgsl';
import forwardCode from '../../shaders/linear.forward.wgsl';
import forwardDirectCode from '../../shaders/linear.forward_direct.wgsl';
import forwardQuadsCode from '../../shaders/linear.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { epilogueParams } from './fused_activation.js';

const params = { rows: 'u32', inputs: 'u32', outputs: 'u32' } as const;
const forwardCall = {
  params: { ...params, ...epilogueParams },
  bindings: { x: 'read', weight: 'read', bias: 'read', slope: 'read', y: 'read_write' },
} as const;
const dInputCall = { params, bindings: { d_y: 'read', weight: 'read', d_x: 'read_write' } } as const;
const dWeightCall = {
  params: { ...params, chunk: 'u32' },
  bindings: { d_y: 'read', x: 'read', d_weight: 'read_write' },
} as const;

export const linearForward = defineKernel({ name: 'linear.forward', code: forwardCode, ...forwardCall });
export const linearForwardDirect = defineKernel({
  name: 'linear.forward_direct',
  code: forwardDirectCode,
  ...forwardCall,
});
export const linearForwardQuads = defineKernel({
  name: 'linear.forward_quads',
  code: forwardQuadsCode,
  ...forwardCall,
});

export const linearDInput = defineKernel({ name: 'linear.d_input', code: dInputCode, ...dInputCall });
export const linearDInputDirect = defineKernel({
  name: 'linear.d_input_direct',
  code: dInputDirectCode,
  ...dInputCall,
});
export const linearDInputQuads = defineKernel({ name: 'linear.d_input_quads', code: dInputQuadsCode, ...dInputCall });

export const linearDWeight = defineKernel({ name: 'linear.d_weight', code: dWeightCode, ...dWeightCall });
export const linearDWeightDirect = defineKernel({
  name: 'linear.d_weight_direct',
  code: dWeightDirectCode,
  ...dWeightCall,
});
export const linearDWeightQuads = defineKernel({
  name: 'linear.d_weight_quads',
  code: dWeightQuadsCode,
  ...dWeightCall,
});

export const linearDBias = defineKernel({
  name: 'linear.d_bias',
  code: dBiasCode,
  params: { rows: 'u32', outputs: 'u32', chunk: 'u32' },
  bindings: { d_y: 'read', d_bias: 'read_write' },
});
