/** Writes small ONNX files, so that tests need no model files. Field numbers are those of onnx.proto. */

type Part = readonly number[] | Uint8Array;

const join = (...parts: Part[]): number[] => parts.flatMap((part) => [...part]);

export function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

export const integer = (field: number, value: number | bigint) => join(varint(field << 3), varint(value));
export const bytes = (field: number, value: Part) => join(varint((field << 3) | 2), varint(value.length), value);
export const text = (field: number, value: string) => bytes(field, new TextEncoder().encode(value));
export const float = (field: number, value: number) =>
  join(varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer));

export interface TinyTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** A float32 `TensorProto` with raw data. */
export const tensor = ({ name, dims, values }: TinyTensor): number[] =>
  join(
    bytes(1, dims.flatMap(varint)),
    integer(2, 1),
    text(8, name),
    bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
  );

/** A float32 `ValueInfoProto`; a side that is text is free. */
export const value = (name: string, shape: readonly (number | string)[]): number[] => {
  const sides = shape.map((side) => bytes(1, typeof side === 'number' ? integer(1, side) : text(2, side)));
  return join(text(1, name), bytes(2, bytes(1, join(integer(1, 1), bytes(2, join(...sides))))));
};

/** A `NodeProto`; `attributes` are encoded `AttributeProto`s. */
export const node = (op: string, inputs: readonly string[], output: string, attributes: readonly Part[] = []) =>
  join(
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, op),
    ...attributes.map((attribute) => bytes(5, attribute)),
  );

/** An integer `AttributeProto`. */
export const intAttribute = (name: string, value: number) => join(text(1, name), integer(3, value), integer(20, 2));

export interface TinyGraph {
  readonly nodes: readonly Part[];
  readonly initialisers?: readonly Part[];
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
}

/** A whole `ModelProto` of opset 13. */
export function model({ nodes, initialisers = [], inputs, outputs }: TinyGraph): Uint8Array<ArrayBuffer> {
  const graph = join(
    ...nodes.map((part) => bytes(1, part)),
    text(2, 'tiny'),
    ...initialisers.map((part) => bytes(5, part)),
    ...inputs.map((part) => bytes(11, part)),
    ...outputs.map((part) => bytes(12, part)),
  );
  return Uint8Array.from(join(integer(1, 8), text(2, 'tiny-onnx'), bytes(7, graph), bytes(8, integer(2, 13))));
}

export interface TinyBackbone {
  /** Sides of the input picture. Default 8. */
  readonly size?: number;
  /** Width of the features. Default 4. */
  readonly width?: number;
  /** Weight of feature `row` for colour `channel`. Default row + channel + 1. */
  readonly weight?: (row: number, channel: number) => number;
}

/** `features[row] = Σ weight(row, channel) · mean of the channel`, input [1, 3, size, size] called `picture`, output `features` [1, width]. */
export function tinyBackbone({ size = 8, width = 4, weight = (row, channel) => row + channel + 1 }: TinyBackbone = {}) {
  const values = Array.from({ length: width * 3 }, (_, index) => weight(Math.floor(index / 3), index % 3));
  return model({
    nodes: [
      node('GlobalAveragePool', ['picture'], 'pooled'),
      node('Flatten', ['pooled'], 'flat'),
      node('Gemm', ['flat', 'weight', 'bias'], 'features', [intAttribute('transB', 1)]),
    ],
    initialisers: [
      tensor({ name: 'weight', dims: [width, 3], values }),
      tensor({ name: 'bias', dims: [width], values: new Array<number>(width).fill(0) }),
    ],
    inputs: [value('picture', [1, 3, size, size])],
    outputs: [value('features', [1, width])],
  });
}
