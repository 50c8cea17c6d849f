import fc from 'fast-check';
import type { ConvShape } from '../../src/ops/conv_window.js';
import { numbers } from './random.js';

const axisWith = (most: { readonly kernel: number; readonly stride: number; readonly dilation: number }) =>
  fc
    .record({
      kernel: fc.integer({ min: 1, max: most.kernel }),
      stride: fc.integer({ min: 1, max: most.stride }),
      dilation: fc.integer({ min: 1, max: most.dilation }),
      begin: fc.integer({ min: 0, max: 3 }),
      end: fc.integer({ min: 0, max: 3 }),
      room: fc.integer({ min: 0, max: 8 }),
    })
    // Every window fits: the input has what the kernel covers beyond the padding, and some more.
    .map(({ kernel, stride, dilation, begin, end, room }) => {
      const size = Math.max((kernel - 1) * dilation + 1 - begin - end, 1) + room;
      const out = Math.floor((size + begin + end - (kernel - 1) * dilation - 1) / stride) + 1;
      return { kernel, stride, dilation, begin, size, out };
    });

const axis = axisWith({ kernel: 4, stride: 3, dilation: 2 });
const sliding = axisWith({ kernel: 6, stride: 1, dilation: 1 });

/** Windows of every kind: strides, dilations and padding differ by axis, and padding may be wider than the kernel. `slides`: by one across. */
export function convShapes(
  channels: fc.Arbitrary<Pick<ConvShape, 'inputs' | 'outputs' | 'groups'>>,
  slides = false,
): fc.Arbitrary<ConvShape> {
  const rows = fc.integer({ min: 1, max: 3 });
  return fc.record({ rows, y: axis, x: slides ? sliding : axis, channels }).map(({ rows, y, x, channels }) => ({
    rows,
    height: y.size,
    width: x.size,
    inputs: channels.inputs,
    out_height: y.out,
    out_width: x.out,
    outputs: channels.outputs,
    kernel_height: y.kernel,
    kernel_width: x.kernel,
    stride_y: y.stride,
    stride_x: x.stride,
    dilation_y: y.dilation,
    dilation_x: x.dilation,
    top: y.begin,
    left: x.begin,
    groups: channels.groups,
  }));
}

/** A square window over square pictures, padded equally on all sides. */
export function squareShape(
  sizes: Pick<ConvShape, 'rows' | 'inputs' | 'outputs' | 'groups'> & {
    readonly size: number;
    readonly kernel: number;
    readonly stride: number;
    readonly pad: number;
  },
): ConvShape {
  const { size, kernel, stride, pad, ...rest } = sizes;
  const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  return {
    ...rest,
    height: size,
    width: size,
    out_height: out,
    out_width: out,
    kernel_height: kernel,
    kernel_width: kernel,
    stride_y: stride,
    stride_x: stride,
    dilation_y: 1,
    dilation_x: 1,
    top: pad,
    left: pad,
  };
}

/** Every tensor of a convolution and its gradients; the weight has `weights` words and its gradient `partials`. */
export function convTensors(shape: ConvShape, weights: number, partials: number, seed: number) {
  const { rows, height, width, inputs, out_height, out_width, outputs } = shape;
  const [input, output] = [rows * height * width * inputs, rows * out_height * out_width * outputs];
  return {
    x: { data: numbers(seed, input) },
    weight: { data: numbers(seed + 1, weights) },
    bias: { data: numbers(seed + 2, outputs) },
    slope: { data: numbers(seed + 3, outputs) },
    d_y: { data: numbers(seed + 4, output) },
    d_weight: { data: numbers(seed + 5, weights) },
    y: { length: output },
    d_x: { length: input },
    partials: { length: Math.max(partials, 1) },
  };
}
