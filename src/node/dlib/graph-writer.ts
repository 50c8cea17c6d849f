import { floatTensor, int64Tensor, ints, node } from '../../onnx/build.js';
import type { OnnxNode } from '../../onnx/graph.js';
import type { OnnxTensor } from '../../onnx/tensor.js';
import type { TfjsTensor } from './tfjs-weights.js';

export interface Convolution {
  readonly stride: 1 | 2;
  readonly padding: 0 | 1;
}

/** Collects the nodes and weights of a network, channels first. A tensor is known by the name of its node's output. */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers: OnnxTensor[] = [];

  constructor(private readonly weights: ReadonlyMap<string, TfjsTensor>) {}

  /**
   * Convolution, then scale · x + bias a channel: dlib's `affine`, a batch norm that is frozen. Both become one
   * convolution, as scale · (W·x + b) + c = (scale · W)·x + (scale · b + c).
   */
  convolution(input: string, name: string, { stride, padding }: Convolution): string {
    const filters = this.tensor(`${name}/conv/filters`);
    const bias = this.tensor(`${name}/conv/bias`).values;
    const scale = this.tensor(`${name}/scale/weights`).values;
    const shift = this.tensor(`${name}/scale/biases`).values;
    const [height, width, inputs, outputs] = filters.shape as [number, number, number, number];
    const folded = new Float32Array(filters.values.length);
    let to = 0;
    for (let output = 0; output < outputs; output++) {
      for (let channel = 0; channel < inputs; channel++) {
        for (let tap = 0; tap < height * width; tap++) {
          folded[to++] = scale[output]! * filters.values[(tap * inputs + channel) * outputs + output]!;
        }
      }
    }
    this.initialisers.push(
      floatTensor(`${name}.weight`, [outputs, inputs, height, width], folded),
      floatTensor(
        `${name}.bias`,
        [outputs],
        shift.map((value, output) => scale[output]! * bias[output]! + value),
      ),
    );
    return this.add('Conv', [input, `${name}.weight`, `${name}.bias`], name, {
      kernel_shape: ints(height, width),
      strides: ints(stride, stride),
      pads: ints(padding, padding, padding, padding),
    });
  }

  relu = (input: string) => this.add('Relu', [input], `${input}.relu`);

  /** Zeros behind the channels, the rows and the columns. */
  pad(input: string, channels: number, rows: number, columns: number): string {
    const name = `${input}.padded`;
    this.initialisers.push(int64Tensor(`${name}.pads`, [8], [0, 0, 0, 0, 0, channels, rows, columns]));
    return this.add('Pad', [input, `${name}.pads`], name);
  }

  /** The product with a matrix [inputs, outputs]. */
  product(input: string, name: string, output: string): string {
    const { shape, values } = this.tensor(name);
    const [inputs, outputs] = shape as [number, number];
    const transposed = new Float32Array(values.length);
    for (let from = 0; from < values.length; from++) {
      transposed[(from % outputs) * inputs + Math.floor(from / outputs)] = values[from]!;
    }
    this.initialisers.push(floatTensor(`${name}.weight`, [outputs, inputs], transposed));
    return this.add('Gemm', [input, `${name}.weight`], output, { transB: { kind: 'int', value: 1 } });
  }

  add(op: string, inputs: readonly string[], output: string, attributes: Parameters<typeof node>[3] = {}): string {
    this.nodes.push(node(op, inputs, [output], attributes));
    return output;
  }

  tensor(name: string): TfjsTensor {
    return this.weights.get(name)!;
  }
}
