import dInputCode from '../../shaders/depthwise_conv.d_input.wgsl';
import dInputQuadsCode from '../../shaders/depthwise_conv.d_input_quads.wgsl';
import dInputSlideCode from '../../shaders/depthwise_conv.d_input_slide.wgsl';
import dWeightCode from '../../shaders/depthwise_conv.d_weight.wgsl';
import dWeightQuadsCode from '../../shaders/depthwise_conv.d_weight_quads.wgsl';
import dWeightSlideCode from '../../shaders/depthwise_conv.d_weight_slide.wgsl';
import forwardCode from '../../shaders/depthwise_conv.forward.wgsl';
import forwardQuadsCode from '../../shaders/depthwise_conv.forward_quads.wgsl';
import forwardSlideCode from '../../shaders/depthwise_conv.forward_slide.wgsl';
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

export const depthwiseConvForwardSlide = defineKernel({
  name: 'depthwise_conv.forward_slide',
  code: forwardSlideCode,
  ...forwardCall,
});

export const depthwiseConvDInputSlide = defineKernel({
  name: 'depthwise_conv.d_input_slide',
  code: dInputSlideCode,
  ...dInputCall,
});

export const depthwiseConvDWeightSlide = defineKernel({
  name: 'depthwise_conv.d_weight_slide',
  code: dWeightSlideCode,
  ...dWeightCall,
});
