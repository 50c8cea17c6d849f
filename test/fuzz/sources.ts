import { writeSafetensors } from '../../src/encoder/safetensors.js';
import * as build from '../../src/onnx/build.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { readOnnx } from '../../src/onnx/read.js';
import { floatsOf } from '../../src/onnx/tensor.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { onnxFiles } from '../support/onnx-files.js';
import { tinyBackbone } from '../support/tiny-onnx.js';

/** The files that are damaged: of each kind small ones, in which every byte counts, and real ones. */
export interface Sources {
  readonly onnx: { readonly small: readonly Uint8Array[]; readonly real: readonly Uint8Array[] };
  readonly safetensors: { readonly small: readonly Uint8Array[]; readonly real: readonly Uint8Array[] };
}

const { node, int, ints } = build;

/** A convolution with batch normalisation, a residual sum, shapes that are computed, and, if asked for, a graph inside a node. */
function network(opset: number, hasBranch = false): OnnxModel {
  const branch = build.model({
    nodes: [node('Add', ['sum', 'sum'], ['out'])],
    inputs: [],
    outputs: [build.value('out', [1, 4, 6, 6])],
  }).graph;
  const branches = {
    then_branch: { kind: 'graph', value: branch },
    else_branch: { kind: 'graph', value: branch },
  } as const;
  const vector = (name: string, value: number) => build.floatTensor(name, [4], new Array<number>(4).fill(value));
  const list = (name: string, ...values: number[]) => build.int64Tensor(name, [values.length], values);
  return build.model(
    {
      nodes: [
        node('Conv', ['x', 'w', 'b'], ['c'], { pads: ints(1, 1, 1, 1), group: int(1), auto_pad: build.text('NOTSET') }),
        node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n'], { epsilon: build.float(1e-5) }),
        node('Clip', ['n', 'low', 'high'], ['a']),
        node('Identity', ['a'], ['i']),
        node('Add', ['c', 'i'], ['sum']),
        hasBranch ? node('If', ['yes'], ['either'], branches) : node('Relu', ['sum'], ['either']),
        node('MaxPool', ['either'], ['p'], { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
        node('Constant', [], ['scales'], { value_floats: build.floats(1, 1, 2, 2) }),
        node('Resize', ['p', '', 'scales'], ['r'], { mode: build.text('nearest') }),
        node('Transpose', ['r'], ['t'], { perm: ints(0, 2, 3, 1) }),
        node('Shape', ['t'], ['shape']),
        node('Gather', ['shape', 'zero'], ['rows']),
        node('Slice', ['shape', 'one', 'end'], ['rest']),
        node('Concat', ['rows', 'minus'], ['target'], { axis: int(0) }),
        node('Reshape', ['t', 'target'], ['f']),
        node('Gemm', ['f', 'k', 'b'], ['g'], { transB: int(1) }),
        node('Reshape', ['g', 'fixed'], ['y']),
      ],
      initialisers: [
        build.floatTensor('w', [4, 3, 3, 3], new Float32Array(108).fill(0.1)),
        ...['s', 'b', 'm', 'v'].map((name) => vector(name, 0.5)),
        build.floatTensor('low', [], [0]),
        build.floatTensor('high', [], [6]),
        build.floatTensor('k', [4, 144], new Float32Array(576)),
        { name: 'yes', dims: [], type: 'bool', data: Uint8Array.of(1) },
        ...[list('zero', 0), list('one', 1), list('end', 100), list('minus', -1), list('fixed', 1, 4)],
      ],
      inputs: [build.value('x', [1, 3, 6, 6])],
      outputs: [build.value('y', [1, 4])],
      values: [build.value('c', [1, 4, 6, 6])],
    },
    { opsets: new Map([['', opset]]), metadata: new Map([['key', 'value']]) },
  );
}

/** Reads, builds and writes the files once. */
export async function sources(): Promise<Sources> {
  const real = (await onnxFiles()).map(({ bytes }) => bytes).filter(({ length }) => length < 6e6);
  const tensors = readOnnx(real[0]!).graph.initialisers.filter(({ type }) => type === 'float32');
  const weights = tensors.map(
    (tensor) => [tensor.name, { dtype: 'F32', shape: tensor.dims, data: floatsOf(tensor) }] as const,
  );
  const some = {
    a: { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) },
    b: { dtype: 'U8', shape: [5], data: new Uint8Array(5) },
    c: { dtype: 'F64', shape: [], data: new Float64Array(1) },
    d: { dtype: 'F16', shape: [0, 4], data: new Uint16Array(0) },
  } as const;
  return {
    onnx: {
      small: [
        tinyBackbone(),
        writeOnnx(network(11)),
        writeOnnx(network(13)),
        writeOnnx(network(18)),
        writeOnnx(network(13, true)),
      ],
      real,
    },
    safetensors: {
      small: [writeSafetensors(some, { format: 'pt', note: 'Grüße' }), writeSafetensors({})],
      real: [writeSafetensors(new Map(weights))],
    },
  };
}
