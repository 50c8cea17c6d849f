import dInputCode from '../../shaders/depthwise_conv.d_input.wgsl';
import dInputQuadsCode from '../../shaders/depthwise_conv.d_input_quads.wgsl';
import dWeightCode from '../../shaders/depthwise_conv.d_weight.wgsl';
import dWeightQuadsCode from '../../shaders/depthwise_conv.d_weight_quads.wgsl';
import forwardCode from '../../shaders/depthwise_conv.forward.wgsl';
import forwardQuadsCode from '../../shaders/depthwise_conv.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { dInputCall, dWeightCall, forwardCall } from './conv_window.js';

export const depthwiseConvForward = defineKernel({
  name: 'depthwise_conv.forward',
  code: forwardCode,
  ...forwardCall,
});
export const depthwiseConvForwardQuads = defineKernel({
  name: 'depthwise_conv.forward_quads',
  code: forwardQuadsCode,
  ...forwardCall,
});

export const depthwiseConvDInput = defineKernel({ name: 'depthwise_conv.d_input', code: dInputCode, ...dInputCall });
export const depthwiseConvDInputQuads = defineKernel({
  name: 'depthwise_conv.d_input_quads',
  code: dInputQuadsCode,
  ...dInputCall,
});

export const depthwiseConvDWeight = defineKernel({
  name: 'depthwise_conv.d_weight',
  code: dWeightCode,
  ...dWeightCall,
});
export const depthwiseConvDWeightQuads = defineKernel({
  name: 'depthwise_conv.d_weight_quads',
  code: dWeightQuadsCode,
  ...dWeightCall,
});
