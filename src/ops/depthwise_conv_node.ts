import { integerOf } from './attributes.js';
import { convShape } from './conv_window.js';
import { convolution } from './convolution.js';
import * as kernels from './depthwise_conv.js';
import { windowOf } from './window.js';

/**
 * A convolution of every channel by itself, over the axes before the channels. Attributes: `kernel`, `strides`, `dilations`,
 * `pads`, `bias` and `activation` as of `conv`; `multiplier`, the output channels of an input channel (1). The weight is
 * [...kernel, channels · multiplier]; output channel c · multiplier + m reads input channel c.
 */
export const node = convolution({
  op: 'depthwiseConv',
  read(name, rows, inputs, attributes) {
    const window = windowOf(name, inputs, attributes);
    const multiplier = integerOf(name, attributes, 'multiplier', { fallback: 1, least: 1 });
    return convShape(rows, window, window.channels * multiplier, window.channels);
  },
  weight: ({ outputs }, kernel) => [...kernel, outputs],
  kernels,
});
