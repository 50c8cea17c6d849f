import { ints, model, value } from '../../onnx/build.js';
import { writeOnnx } from '../../onnx/write.js';
import { GraphWriter } from './graph-writer.js';
import type { TfjsTensor } from './tfjs-weights.js';

const SIDE = 150;
const WIDTH = 128;

/** The residual blocks in their order. `grows`: channels that the block adds; `shrinks`: it halves the sides. */
const BLOCKS: readonly { readonly name: string; readonly grows?: number; readonly shrinks?: true }[] = [
  { name: 'conv32_1' },
  { name: 'conv32_2' },
  { name: 'conv32_3' },
  { name: 'conv64_down', grows: 32, shrinks: true },
  { name: 'conv64_1' },
  { name: 'conv64_2' },
  { name: 'conv64_3' },
  { name: 'conv128_down', grows: 64, shrinks: true },
  { name: 'conv128_1' },
  { name: 'conv128_2' },
  { name: 'conv256_down', grows: 128, shrinks: true },
  { name: 'conv256_1' },
  { name: 'conv256_2' },
  { name: 'conv256_down_out', shrinks: true },
];

/**
 * Writes dlib's face recognition network (D. King, "High Quality Face Recognition with Deep Metric Learning", 2017: a
 * ResNet-34 of K. He et al., 2015, with 29 convolutions and half the filters) as ONNX from its weights in TensorFlow.js's form:
 * `input` [batch, 3, 150, 150], RGB, (x − mean) / 255; `embedding` [batch, 128], not of unit length. Float32, since that
 * is what training takes and a third of the weights is not in 8 bits anyway. The same weights give the same bytes:
 * saved galleries know the network by its SHA-256.
 */
export function writeFaceNetwork(weights: ReadonlyMap<string, TfjsTensor>): Uint8Array {
  const graph = new GraphWriter(weights);
  const stem = graph.relu(graph.convolution('input', 'conv32_down', { stride: 2, padding: 0 }));
  let at = graph.add('MaxPool', [stem], 'pool', { kernel_shape: ints(3, 3), strides: ints(2, 2) });
  // The side of the pictures between the blocks: 150 → 72 → 35.
  let side = 35;
  for (const { name, grows = 0, shrinks = false } of BLOCKS) {
    const input = at;
    const first = graph.convolution(
      input,
      `${name}/conv1`,
      shrinks ? { stride: 2, padding: 0 } : { stride: 1, padding: 1 },
    );
    const second = graph.convolution(graph.relu(first), `${name}/conv2`, { stride: 1, padding: 1 });
    if (shrinks) {
      const pooled = graph.add('AveragePool', [input], `${name}/pool`, {
        kernel_shape: ints(2, 2),
        strides: ints(2, 2),
      });
      // Of an even side the pool keeps one more than the convolution; dlib's sum fills up with zeros.
      const missing = 1 - (side % 2);
      const whole = missing ? graph.pad(second, 0, missing, missing) : second;
      at = graph.add('Add', [whole, grows ? graph.pad(pooled, grows, 0, 0) : pooled], name);
      side = Math.floor(side / 2);
    } else {
      at = graph.add('Add', [second, input], name);
    }
    at = graph.relu(at);
  }
  const flat = graph.add('Flatten', [graph.add('GlobalAveragePool', [at], 'mean')], 'flat');
  graph.product(flat, 'fc', 'embedding');
  return writeOnnx(
    model({
      nodes: graph.nodes,
      initialisers: graph.initialisers,
      inputs: [value('input', ['batch', 3, SIDE, SIDE])],
      outputs: [value('embedding', ['batch', WIDTH])],
    }),
  );
}
