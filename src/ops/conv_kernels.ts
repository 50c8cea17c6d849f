import dInputCode from '../../shaders/conv.d_input.wgsl';
import dInputDirectCode from '../../shaders/conv.d_input_direct.wgsl';
import dInputQuadsCode from '../../shaders/conv.d_input_quads.wgsl';
import dWeightCode from '../../shaders/conv.d_weight.wgsl';
import dWeightDirectCode from '../../shaders/conv.d_weight_direct.wgsl';
import dWeightQuadsCode from '../../shaders/conv.d_weight_quads.wgsl';
import forwardCode from '../../shaders/conv.forward.wgsl';
import forwardDirectCode from '../../shaders/conv.forward_direct.wgsl';
import forwardQuadsCode from '../../shaders/conv.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { dInputCall, dWeightCall, forwardCall } from './conv_window.js';

export const convForward = defineKernel({ name: 'conv.forward', code: forwardCode, ...forwardCall });
export const convForwardDirect = defineKernel({ name: 'conv.forward_direct', code: forwardDirectCode, ...forwardCall });
export const convForwardQuads = defineKernel({ name: 'conv.forward_quads', code: forwardQuadsCode, ...forwardCall });

export const convDInput = defineKernel({ name: 'conv.d_input', code: dInputCode, ...dInputCall });
export const convDInputDirect = defineKernel({ name: 'conv.d_input_direct', code: dInputDirectCode, ...dInputCall });
export const convDInputQuads = defineKernel({ name: 'conv.d_input_quads', code: dInputQuadsCode, ...dInputCall });

export const convDWeight = defineKernel({ name: 'conv.d_weight', code: dWeightCode, ...dWeightCall });
export const convDWeightDirect = defineKernel({
  name: 'conv.d_weight_direct',
  code: dWeightDirectCode,
  ...dWeightCall,
});
export const convDWeightQuads = defineKernel({ name: 'conv.d_weight_quads', code: dWeightQuadsCode, ...dWeightCall });
