import { epilogueParams, noActivation } from './fused_activation.js';
import type { Window } from './window.js';

/** Fields of `Params` that say where a convolution's window stands. */
const windowParams = {
  rows: 'u32',
  height: 'u32',
  width: 'u32',
  inputs: 'u32',
  out_height: 'u32',
  out_width: 'u32',
  outputs: 'u32',
  kernel_height: 'u32',
  kernel_width: 'u32',
  stride_y: 'u32',
  stride_x: 'u32',
  dilation_y: 'u32',
  dilation_x: 'u32',
  top: 'u32',
  left: 'u32',
  groups: 'u32',
} as const;

/** `Params` of every kernel of a convolution; shaders/shared/window.wgsl has them in this order. */
const params = { ...windowParams, chunk: 'u32', ...epilogueParams } as const;

export const forwardCall = {
  params,
  bindings: { x: 'read', weight: 'read', bias: 'read', slope: 'read', y: 'read_write' },
} as const;
export const dInputCall = { params, bindings: { d_y: 'read', weight: 'read', d_x: 'read_write' } } as const;
export const dWeightCall = { params, bindings: { d_y: 'read', x: 'read', d_weight: 'read_write' } } as const;

/** What fills the fields of `Params` that a kernel does not read. */
export const unread = { chunk: 0, has_bias: 0, ...noActivation };

/** A convolution's sizes under the names that its kernels have for them; `rows` are pictures. */
export type ConvShape = Readonly<Record<keyof typeof windowParams, number>>;

/** The sizes of a convolution of `rows` rows, each of `window.pictures` pictures. */
export function convShape(rows: number, window: Window, outputs: number, groups: number): ConvShape {
  return {
    rows: rows * window.pictures,
    height: window.input[0],
    width: window.input[1],
    inputs: window.channels,
    out_height: window.output[0],
    out_width: window.output[1],
    outputs,
    kernel_height: window.kernel[0],
    kernel_width: window.kernel[1],
    stride_y: window.strides[0],
    stride_x: window.strides[1],
    dilation_y: window.dilations[0],
    dilation_x: window.dilations[1],
    top: window.padsBegin[0],
    left: window.padsBegin[1],
    groups,
  };
}

/** Pixels of all pictures, on either side. */
export const inputPixels = ({ rows, height, width }: ConvShape) => rows * height * width;
export const outputPixels = ({ rows, out_height, out_width }: ConvShape) => rows * out_height * out_width;
/** Lines of output pixels of all pictures. */
export const outputLines = ({ rows, out_height }: ConvShape) => rows * out_height;
export const taps = ({ kernel_height, kernel_width }: ConvShape) => kernel_height * kernel_width;
