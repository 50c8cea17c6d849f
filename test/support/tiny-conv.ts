import type { LoadedModel } from '../../src/backbone/load.js';
import { floatTensor, int, int64Tensor, ints, model, node, value } from '../../src/onnx/build.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { numbers } from './random.js';
import { tinyCard } from './tiny-card.js';
import { WIDTH } from './tiny-engine.js';

/**
 * A small convolutional backbone for 8 × 8 pictures, batch fixed at 1: convolution, PRelu, a residual pair, pooling, a dense layer.
 * The tensors `bent` and `sum` are waists. `seed` chooses the weights.
 */
export async function tinyConvModel(seed = 1): Promise<LoadedModel> {
  const weight = (name: string, dims: readonly number[], scale: number) =>
    floatTensor(
      name,
      dims,
      numbers(
        seed + name.length,
        dims.reduce((a, b) => a * b, 1),
      ).map((value) => value * scale),
    );
  const onnx = model({
    nodes: [
      node('Conv', ['picture', 'w1', 'b1'], ['first'], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) }),
      node('PRelu', ['first', 'slope'], ['bent']),
      node('Conv', ['bent', 'w2'], ['second'], { pads: ints(1, 1, 1, 1), group: int(8) }),
      node('Relu', ['second'], ['third']),
      node('Add', ['bent', 'third'], ['sum']),
      node('GlobalAveragePool', ['sum'], ['pooled']),
      node('Reshape', ['pooled', 'flat shape'], ['flat']),
      node('Gemm', ['flat', 'w3', 'b3'], ['features'], { transB: int(1) }),
    ],
    initialisers: [
      weight('w1', [8, 3, 3, 3], 0.02),
      weight('b1', [8], 0.1),
      weight('slope', [8, 1, 1], 0.3),
      weight('w2', [8, 1, 3, 3], 0.3),
      int64Tensor('flat shape', [2], [1, 8]),
      weight('w3', [WIDTH, 8], 0.5),
      weight('b3', [WIDTH], 0.1),
    ],
    inputs: [value('picture', [1, 3, 8, 8])],
    outputs: [value('features', [1, WIDTH])],
  });
  const bytes = writeOnnx(onnx);
  return { card: await tinyCard(bytes, 8, WIDTH), bytes };
}
