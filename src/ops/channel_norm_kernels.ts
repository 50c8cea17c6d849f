import dFinishCode from '../../shaders/channel_norm.d_finish.wgsl';
import dInputCode from '../../shaders/channel_norm.d_input.wgsl';
import dInputFrozenCode from '../../shaders/channel_norm.d_input_frozen.wgsl';
import dInputFrozenQuadsCode from '../../shaders/channel_norm.d_input_frozen_quads.wgsl';
import dInputQuadsCode from '../../shaders/channel_norm.d_input_quads.wgsl';
import dSumsCode from '../../shaders/channel_norm.d_sums.wgsl';
import dSumsQuadsCode from '../../shaders/channel_norm.d_sums_quads.wgsl';
import finishCode from '../../shaders/channel_norm.finish.wgsl';
import forwardCode from '../../shaders/channel_norm.forward.wgsl';
import forwardQuadsCode from '../../shaders/channel_norm.forward_quads.wgsl';
import momentsCode from '../../shaders/channel_norm.moments.wgsl';
import momentsQuadsCode from '../../shaders/channel_norm.moments_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';

const moments = {
  params: { outer: 'u32', count: 'u32', channels: 'u32', parts: 'u32' },
  bindings: { x: 'read', partials: 'read_write' },
} as const;
export const channelNormMoments = defineKernel({ name: 'channel_norm.moments', code: momentsCode, ...moments });
export const channelNormMomentsQuads = defineKernel({
  name: 'channel_norm.moments_quads',
  code: momentsQuadsCode,
  ...moments,
});

export const channelNormFinish = defineKernel({
  name: 'channel_norm.finish',
  code: finishCode,
  params: { outer: 'u32', count: 'u32', channels: 'u32', parts: 'u32' },
  bindings: { partials: 'read', mean: 'read_write', variance: 'read_write' },
});

const forward = {
  params: { outer: 'u32', count: 'u32', channels: 'u32', epsilon: 'f32' },
  bindings: { x: 'read', mean: 'read', variance: 'read', weight: 'read', bias: 'read', y: 'read_write' },
} as const;
export const channelNormForward = defineKernel({ name: 'channel_norm.forward', code: forwardCode, ...forward });
export const channelNormForwardQuads = defineKernel({
  name: 'channel_norm.forward_quads',
  code: forwardQuadsCode,
  ...forward,
});

const dSums = {
  params: { outer: 'u32', count: 'u32', channels: 'u32', parts: 'u32', epsilon: 'f32' },
  bindings: { d_y: 'read', x: 'read', mean: 'read', variance: 'read', partials: 'read_write' },
} as const;
export const channelNormDSums = defineKernel({ name: 'channel_norm.d_sums', code: dSumsCode, ...dSums });
export const channelNormDSumsQuads = defineKernel({
  name: 'channel_norm.d_sums_quads',
  code: dSumsQuadsCode,
  ...dSums,
});

export const channelNormDFinish = defineKernel({
  name: 'channel_norm.d_finish',
  code: dFinishCode,
  params: { outer: 'u32', channels: 'u32', parts: 'u32' },
  bindings: { partials: 'read', sums: 'read_write', along: 'read_write' },
});

const dInput = {
  params: { outer: 'u32', count: 'u32', channels: 'u32', epsilon: 'f32' },
  bindings: {
    d_y: 'read',
    x: 'read',
    mean: 'read',
    variance: 'read',
    weight: 'read',
    sums: 'read',
    along: 'read',
    d_x: 'read_write',
  },
} as const;
export const channelNormDInput = defineKernel({ name: 'channel_norm.d_input', code: dInputCode, ...dInput });
export const channelNormDInputQuads = defineKernel({
  name: 'channel_norm.d_input_quads',
  code: dInputQuadsCode,
  ...dInput,
});

const dInputFrozen = {
  params: { count: 'u32', channels: 'u32', epsilon: 'f32' },
  bindings: { d_y: 'read', variance: 'read', weight: 'read', d_x: 'read_write' },
} as const;
export const channelNormDInputFrozen = defineKernel({
  name: 'channel_norm.d_input_frozen',
  code: dInputFrozenCode,
  ...dInputFrozen,
});
export const channelNormDInputFrozenQuads = defineKernel({
  name: 'channel_norm.d_input_frozen_quads',
  code: dInputFrozenQuadsCode,
  ...dInputFrozen,
});
