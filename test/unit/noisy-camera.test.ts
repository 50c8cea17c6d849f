import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import { behindNoisyCamera } from '../../src/conversion/noisy-camera.js';
import { model, node, value } from '../../src/onnx/build.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { expectClose } from '../support/compare.js';
import { numbers } from '../support/random.js';

const [height, width, channels] = [7, 9, 3];
const pixels = height * width;

/** A network that changes nothing, for one operator set. */
const identity = (opset: number) =>
  model(
    {
      nodes: [node('Identity', ['x'], ['y'])],
      inputs: [value('x', ['N', channels, height, width])],
      outputs: [value('y', ['N', channels, height, width])],
    },
    { opsets: new Map([['', opset]]) },
  );

/** The definition, on pixels of 0..255: binomial filter with repeated edges, then mean 107.8 and deviation 57.6. */
function expected(picture: Float64Array): Float64Array {
  const side = [1, 4, 6, 4, 1];
  const inside = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);
  const smooth = picture.map((_, index) => {
    const [channel, y, x] = [Math.floor(index / pixels), Math.floor((index % pixels) / width), index % width];
    let sum = 0;
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const at = channel * pixels + inside(y + i - 2, height) * width + inside(x + j - 2, width);
        sum += (side[i]! * side[j]! * picture[at]!) / 256;
      }
    }
    return sum;
  });
  const mean = smooth.reduce((a, b) => a + b) / smooth.length;
  const variance = smooth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / smooth.length;
  return smooth.map((value) => ((value - mean) / Math.sqrt(variance + 1.6)) * 57.6 + 107.8);
}

describe('a network behind a noisy camera', () => {
  const pictures = [numbers(1, channels * pixels, 20, 90), numbers(2, channels * pixels, 0, 255)];

  it.each([
    { opset: 9, mean: [127], std: [128] },
    { opset: 13, mean: [123.7, 116.3, 103.5], std: [58.4, 57.1, 57.4] },
    { opset: 18, mean: [0], std: [1] },
  ])('sees smooth pictures of one exposure, operator set $opset', async ({ opset, mean, std }) => {
    const at = (values: number[], channel: number) => values[values.length === 1 ? 0 : channel]!;
    const channelOf = (index: number) => Math.floor(index / pixels);
    const scaled = (picture: Float64Array) =>
      picture.map((value, i) => (value - at(mean, channelOf(i))) / at(std, channelOf(i)));
    const session = await openSession(writeOnnx(behindNoisyCamera(identity(opset), { layout: 'NCHW', mean, std })));
    const input = Float32Array.from(pictures.flatMap((picture) => [...scaled(picture)]));
    const { y } = await session.run(input, [2, channels, height, width]);
    await session.release();
    const wanted = pictures.flatMap((picture) => [...scaled(expected(picture))]);
    expectClose('pictures', y!, wanted, { relative: 1e-4, absolute: 1e-4 });
  });

  it('refuses what takes no pictures channels first', () => {
    const scale = { layout: 'NCHW', mean: [0], std: [1] } as const;
    const refusal = expect.objectContaining({ code: 'onnx-unsupported' });
    expect(() => behindNoisyCamera(identity(13), { ...scale, layout: 'NHWC' })).toThrow(refusal);
    const flat = model({
      nodes: [node('Identity', ['x'], ['y'])],
      inputs: [value('x', ['N', 12])],
      outputs: [value('y', ['N', 12])],
    });
    expect(() => behindNoisyCamera(flat, scale)).toThrow(refusal);
  });
});
