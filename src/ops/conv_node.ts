import { KinfoldError } from '../errors.js';
import { integerOf } from './attributes.js';
import * as kernels from './conv.js';
import { convShape } from './conv_window.js';
import { convolution } from './convolution.js';
import { windowOf } from './window.js';

/**
 * A convolution over the axes before the channels: [height, width, channels], or [length, channels] with a kernel of one axis.
 * Attributes: `outputs`, the channels of the output; `kernel`, `strides` (1), `dilations` (1), `pads` (0; begins, then ends);
 * `groups` (1); `bias`, 0 for none (1); `activation` as of `linear`. The weight is [outputs, …kernel, inputs / groups].
 */
export const node = convolution({
  op: 'conv',
  read(name, rows, inputs, attributes) {
    const window = windowOf(name, inputs, attributes);
    const outputs = integerOf(name, attributes, 'outputs', { least: 1 });
    const groups = integerOf(name, attributes, 'groups', { fallback: 1, least: 1 });
    if (window.channels % groups === 0 && outputs % groups === 0) return convShape(rows, window, outputs, groups);
    throw new KinfoldError(
      'argument-invalid',
      `${name}: groups is ${groups}, but there are ${window.channels} input and ${outputs} output channels; expected a divisor of both`,
    );
  },
  weight: ({ outputs, inputs, groups }, kernel) => [outputs, ...kernel, inputs / groups],
  kernels,
});
