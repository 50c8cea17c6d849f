import { KinfoldError } from '../errors.js';
import type { OnnxAttribute } from '../onnx/attribute.js';
import { float, floatTensor, int, int64Tensor, ints, node, text } from '../onnx/build.js';
import type { OnnxGraph, OnnxNode } from '../onnx/graph.js';
import type { OnnxModel } from '../onnx/read.js';
import type { OnnxTensor } from '../onnx/tensor.js';

/** Prefix of everything that stands in front of a network: `camera/`, or with a number if names in the network begin so. */
export function cameraPrefix({ nodes, initialisers, inputs }: OnnxGraph): string {
  const made = nodes.flatMap(({ name, outputs }) => [name, ...outputs]);
  const names = [...made, ...[...initialisers, ...inputs].map(({ name }) => name)];
  let prefix = 'camera/';
  for (let count = 1; names.some((name) => name.startsWith(prefix)); count++) prefix = `camera_${count}/`;
  return prefix;
}

/** One side of the 5 × 5 binomial filter: a low pass that takes most of a small sensor's noise away. */
const BINOMIAL = [1, 4, 6, 4, 1].map((weight) => weight / 16);

/** What every picture is brought to, on the scale 0..255: about the mean and deviation of well-lit portraits. */
const EXPOSURE = { mean: 107.8, deviation: 57.6 };

/** Added to the variance: a picture of one colour stays one. */
const LEAST_VARIANCE = 1.6;

/** How the network takes its pictures: on the scale 0..255 a value is `std · x + mean`, one number for all channels or one each. */
export interface InputScale {
  readonly layout: 'NCHW' | 'NHWC';
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * The model behind a filter for noisy, badly lit cameras: a binomial low pass, edges repeated, then the whole picture shifted and
 * scaled to one mean and one deviation. Standard ONNX nodes for the model's operator set, named as {@link cameraPrefix} says; no weight is changed.
 * @throws KinfoldError `onnx-unsupported` unless the only input is a batch of pictures, channels first.
 */
export function behindNoisyCamera(model: OnnxModel, { layout, mean, std }: InputScale): OnnxModel {
  const { graph } = model;
  const [input] = graph.inputs;
  const channels = input?.shape?.[1];
  if (graph.inputs.length !== 1 || input!.shape?.length !== 4 || layout !== 'NCHW' || typeof channels !== 'number') {
    throw new KinfoldError(
      'onnx-unsupported',
      `noisy camera: the network takes [${input?.shape?.join(', ') ?? ''}] (${layout}), expected one input [N, C, height, width]; leave the option camera out`,
    );
  }
  const opset = model.opsets.get('') ?? 0;
  const parts = new Parts(opset, cameraPrefix(graph));
  const padded = parts.pad(input!.name, [0, 0, 2, 2, 0, 0, 2, 2]);
  const kernel = BINOMIAL.flatMap((a) => BINOMIAL.map((b) => a * b));
  const weight = parts.constant('kernel', [channels, 1, 5, 5], Array.from({ length: channels }, () => kernel).flat());
  const smooth = parts.add('smooth', 'Conv', [padded, weight], { group: int(channels) });
  const dims = (values: readonly number[]) => (values.length === 1 ? [] : [1, values.length, 1, 1]);
  const light = parts.add('light', 'Add', [
    parts.add('pixels', 'Mul', [smooth, parts.constant('std', dims(std), std)]),
    parts.constant('mean', dims(mean), mean),
  ]);
  const away = parts.add('away', 'Sub', [light, parts.average('level', light)]);
  const variance = parts.average('variance', parts.add('square', 'Mul', [away, away]));
  const kept = parts.add('kept', 'Add', [variance, parts.constant('least', [], [LEAST_VARIANCE])]);
  const unit = parts.add('unit', 'Div', [away, parts.add('deviation', 'Sqrt', [kept])]);
  // Back to the network's scale: (EXPOSURE.deviation · unit + EXPOSURE.mean − mean) / std.
  const each = Array.from({ length: Math.max(mean.length, std.length) }, (_, i) => [
    mean[mean.length === 1 ? 0 : i]!,
    std[std.length === 1 ? 0 : i]!,
  ]);
  const gain = each.map(([, s]) => EXPOSURE.deviation / s!);
  const offset = each.map(([m, s]) => (EXPOSURE.mean - m!) / s!);
  const exposed = parts.add('exposed', 'Add', [
    parts.add('contrast', 'Mul', [unit, parts.constant('gain', dims(gain), gain)]),
    parts.constant('offset', dims(offset), offset),
  ]);
  const reads = (name: string) => (name === input!.name ? exposed : name);
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...parts.nodes, ...graph.nodes.map((each) => ({ ...each, inputs: each.inputs.map(reads) }))],
      initialisers: [...graph.initialisers, ...parts.initialisers],
    },
  };
}

/** The nodes in front, written for one operator set. */
class Parts {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers: OnnxTensor[] = [];

  constructor(
    readonly opset: number,
    readonly prefix: string,
  ) {}

  add(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.nodes.push(node(op, inputs, [this.prefix + name], attributes));
    return this.prefix + name;
  }

  constant(name: string, dims: readonly number[], values: readonly number[]): string {
    this.initialisers.push(floatTensor(this.prefix + name, dims, values));
    return this.prefix + name;
  }

  /** Over all but the batch. */
  average(name: string, input: string): string {
    const keepdims = int(1);
    if (this.opset < 18) return this.add(name, 'ReduceMean', [input], { axes: ints(1, 2, 3), keepdims });
    this.initialisers.push(int64Tensor(`${this.prefix}${name}_axes`, [3], [1, 2, 3]));
    return this.add(name, 'ReduceMean', [input, `${this.prefix}${name}_axes`], { keepdims });
  }

  /** Repeats the edges. */
  pad(input: string, pads: readonly number[]): string {
    const mode = text('edge');
    if (this.opset < 11) return this.add('padded', 'Pad', [input], { mode, pads: ints(...pads), value: float(0) });
    this.initialisers.push(int64Tensor(`${this.prefix}pads`, [pads.length], pads));
    return this.add('padded', 'Pad', [input, `${this.prefix}pads`], { mode });
  }
}
