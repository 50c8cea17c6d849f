import { createRandom } from '../src/cpu/random.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { Recorder } from '../src/gpu/recorder.js';
import { type Slice, tensor } from '../src/gpu/tensor.js';
import * as conv from '../src/ops/conv.js';
import type { ConvShape } from '../src/ops/conv_window.js';
import * as depthwiseConv from '../src/ops/depthwise_conv.js';
import { place, work } from './kinfold.js';
import { compare, expectSame, type Result } from './measure.js';
import { tf } from './tfjs.js';

const ROWS = 4;

interface Layer {
  readonly kind: 'conv' | 'depthwise';
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

const dense = (size: number, inputs: number, outputs: number, kernel = 1, stride = 1): Layer => ({
  ...{ kind: 'conv', size, inputs, outputs, kernel, stride },
  pad: (kernel - 1) / 2,
});
const depthwise = (size: number, channels: number, stride: number, kernel = 3, pad = 1): Layer => ({
  ...{ kind: 'depthwise', size, inputs: channels, outputs: channels, kernel, stride, pad },
});

/** Every kind of layer of MobileFaceNet (S. Chen et al., 2018), at its sizes. */
const layers: readonly Layer[] = [
  dense(112, 3, 64, 3, 2),
  depthwise(56, 64, 1),
  dense(56, 64, 128),
  depthwise(56, 128, 2),
  dense(28, 128, 64),
  depthwise(28, 128, 1),
  depthwise(28, 256, 2),
  dense(14, 128, 256),
  dense(14, 256, 128),
  dense(7, 128, 512),
  depthwise(7, 512, 1, 7, 0),
  dense(1, 512, 128),
];

/** Forward and both gradients of MobileFaceNet's convolutions; nobody wants the gradient of the first one's input. */
export async function benchConv(gpu: Gpu): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, layer] of layers.entries()) results.push(...(await ofLayer(gpu, layer, index > 0)));
  return results;
}

async function ofLayer(gpu: Gpu, layer: Layer, withInput: boolean): Promise<Result[]> {
  const { kind, size, inputs, outputs, kernel, stride, pad } = layer;
  const op = kind === 'conv' ? conv : depthwiseConv;
  const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  const shape: ConvShape = {
    ...{ rows: ROWS, height: size, width: size, inputs, out_height: out, out_width: out, outputs },
    ...{
      kernel_height: kernel,
      kernel_width: kernel,
      stride_y: stride,
      stride_x: stride,
      dilation_y: 1,
      dilation_x: 1,
    },
    ...{ top: pad, left: pad, groups: kind === 'conv' ? 1 : inputs },
  };
  const random = createRandom(size * outputs);
  const normal = (length: number) => Float32Array.from({ length }, () => random.normal());
  const weights = kernel * kernel * outputs * (kind === 'conv' ? inputs : 1);
  const data = {
    x: normal(ROWS * size * size * inputs),
    weight: normal(weights),
    d_y: normal(ROWS * out * out * outputs),
  };
  const s = {
    x: tensor('x', data.x.length),
    weight: tensor('weight', weights),
    d_y: tensor('d_y', data.d_y.length),
    y: tensor('y', data.d_y.length),
    d_x: tensor('d_x', data.x.length),
    d_weight: tensor('d_weight', weights),
    partials: tensor('partials', Math.max(op.partialsLength(shape), 1)),
  };
  place(gpu, [[s.x, data.x], [s.weight, data.weight], [s.d_y, data.d_y], [s.y], [s.d_x], [s.d_weight], [s.partials]]);
  const peer = peerOf(layer, data, out);
  const name = `${kind === 'conv' ? `${inputs} → ${outputs}` : `${inputs} depthwise`}, ${kernel} × ${kernel} / ${stride} on ${size} × ${size}`;

  const results: Result[] = [];
  const measure = async (
    what: string,
    result: Slice,
    record: (recorder: Recorder) => void,
    theirs: () => tf.Tensor,
    ordered = (tensor: tf.Tensor) => tensor,
  ) => {
    const recorder = new Recorder(gpu);
    record(recorder);
    const program = await gpu.compile(what, recorder.commands);
    const expected = tf.tidy(() => ordered(theirs()));
    const [got, wanted] = [await program.runAndRead(result), await expected.data()];
    expected.dispose();
    // Sums of many products of normal numbers: the error grows with the root of their count.
    expectSame(`${name}: ${what}`, got, wanted, 1e-5 * Math.max(100, Math.sqrt(ROWS * size * size) * 10));
    // One word is read at the end of a block: the same wait for both, and no copy to speak of.
    results.push(await compare(`${name}: ${what}`, work(program, { ...result, length: 1 }), repeat(theirs)));
    program.release();
  };
  await measure('forward', s.y, (recorder) => op.forward(recorder, s, shape), peer.forward);
  if (withInput) await measure('d input', s.d_x, (recorder) => op.dInput(recorder, s, shape), peer.dInput);
  await measure('d weight', s.d_weight, (recorder) => op.dWeight(recorder, s, shape), peer.dWeight, peer.ordered);
  gpu.free(Object.values(s).map(({ buffer }) => buffer));
  peer.dispose();
  return results;
}

/** The same layer in TensorFlow.js, its gradients by the kernels that its own training runs. */
function peerOf(
  { kind, size, inputs, outputs, kernel, stride, pad }: Layer,
  data: Readonly<Record<'x' | 'weight' | 'd_y', Float32Array>>,
  out: number,
) {
  const x = tf.tensor4d(data.x, [ROWS, size, size, inputs]);
  const dy = tf.tensor4d(data.d_y, [ROWS, out, out, outputs]);
  const isDense = kind === 'conv';
  const filter = isDense
    ? tf.tidy(() => tf.transpose(tf.tensor4d(data.weight, [outputs, kernel, kernel, inputs]), [1, 2, 3, 0]))
    : tf.tensor4d(data.weight, [kernel, kernel, outputs, 1]);
  const attributes = { strides: [stride, stride], pad, dataFormat: 'NHWC', dilations: [1, 1] };
  const run = (name: string, tensors: tf.NamedTensorMap, more: object) =>
    tf.engine().runKernel(name, tensors, { ...attributes, ...more } as unknown as tf.NamedAttrMap) as tf.Tensor;
  const [inputName, filterName] = isDense
    ? [tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter]
    : [tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter];
  return {
    forward: () =>
      isDense
        ? tf.conv2d(x, filter as tf.Tensor4D, stride, pad)
        : tf.depthwiseConv2d(x, filter as tf.Tensor4D, stride, pad as unknown as 'same'),
    dInput: () => run(inputName, { dy, filter }, { inputShape: x.shape }),
    dWeight: () => run(filterName, { x, dy }, { filterShape: filter.shape }),
    /** Our order of a weight's axes. */
    ordered: (gradient: tf.Tensor) => (isDense ? tf.transpose(gradient, [3, 0, 1, 2]) : gradient),
    dispose: () => tf.dispose([x, dy, filter]),
  };
}

function repeat(make: () => tf.Tensor) {
  return async (times: number) => {
    for (let i = 1; i < times; i++) tf.tidy(() => void make());
    const first = tf.tidy(() => tf.slice(tf.reshape(make(), [-1]), 0, 1));
    await first.data();
    first.dispose();
  };
}
