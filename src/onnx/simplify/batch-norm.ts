import { floatTensor } from '../build.js';
import type { OnnxGraph, OnnxNode } from '../graph.js';
import { freshNames, readsOf } from '../names.js';
import { floatsOf, type OnnxTensor } from '../tensor.js';

/**
 * Folds y = (x − mean) / √(variance + ε) · scale + bias into the Conv or Gemm that makes x, if nothing else reads x: its weight and
 * bias are multiplied by scale / √(variance + ε) of their output channel. What does not fit that pattern stays.
 */
export function foldBatchNorms(graph: OnnxGraph): OnnxGraph {
  const fresh = freshNames(graph);
  const constants = new Map(graph.initialisers.map((tensor) => [tensor.name, tensor]));
  const readers = countReaders(graph);
  const nodes: (OnnxNode | undefined)[] = [...graph.nodes];
  const makers = new Map(graph.nodes.map((node, index) => [node.outputs[0] ?? '', index]));
  const added: OnnxTensor[] = [];
  for (const [index, norm] of graph.nodes.entries()) {
    const affine = isNorm(norm) ? affineOf(norm, constants) : undefined;
    const input = norm.inputs[0] ?? '';
    const at = makers.get(input);
    const linear = at === undefined ? undefined : nodes[at];
    if (!affine || !linear || at === undefined || readers.get(input) !== 1) continue;
    const weight = constants.get(linear.inputs[1] ?? '');
    if (!weight || readers.get(weight.name) !== 1) continue;
    const folded = foldInto(linear, weight, constants.get(linear.inputs[2] ?? ''), affine);
    if (!folded) continue;
    const output = norm.outputs[0]!;
    const names = { weight: fresh(`${output}_weight`), bias: fresh(`${output}_bias`) };
    added.push({ ...folded.weight, name: names.weight }, { ...folded.bias, name: names.bias });
    nodes[index] = { ...linear, inputs: [linear.inputs[0]!, names.weight, names.bias], outputs: [output] };
    nodes[at] = undefined;
  }
  const initialisers = [...graph.initialisers, ...added];
  return { ...graph, nodes: nodes.filter((node) => node !== undefined), initialisers };
}

/** A factor and a summand for each channel. */
interface Affine {
  readonly factor: Float64Array;
  readonly summand: Float64Array;
}

function countReaders(graph: OnnxGraph): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...graph.nodes.flatMap(readsOf), ...graph.outputs.map((output) => output.name)]) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Whether a node normalises with the statistics that it is given: a training one has a mode or further outputs. */
function isNorm({ op, domain, outputs, attributes }: OnnxNode): boolean {
  const mode = attributes.get('training_mode');
  const isTraining = mode !== undefined && !(mode.kind === 'int' && mode.value === 0);
  return (
    op === 'BatchNormalization' && domain === '' && outputs.filter(Boolean).length === 1 && !isTraining && !!outputs[0]
  );
}

function affineOf({ inputs, attributes }: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): Affine | undefined {
  const attribute = attributes.get('epsilon');
  const epsilon = attribute?.kind === 'float' ? attribute.value : 1e-5;
  const parts = inputs.slice(1).map((name) => vectorOf(constants.get(name)));
  const [scale, bias, mean, variance] = parts;
  if (!scale || !bias || !mean || !variance || parts.some((part) => part?.length !== scale.length)) return undefined;
  const factor = Float64Array.from(scale, (value, at) => value / Math.sqrt(variance[at]! + epsilon));
  const summand = Float64Array.from(bias, (value, at) => value - mean[at]! * factor[at]!);
  const isSound = factor.every(Number.isFinite) && summand.every(Number.isFinite);
  return isSound ? { factor, summand } : undefined;
}

const vectorOf = (tensor: OnnxTensor | undefined): Float32Array | undefined =>
  tensor?.type === 'float32' && tensor.dims.length === 1 ? floatsOf(tensor) : undefined;

function foldInto(
  node: OnnxNode,
  weight: OnnxTensor,
  bias: OnnxTensor | undefined,
  { factor, summand }: Affine,
): { weight: OnnxTensor; bias: OnnxTensor } | undefined {
  const axis = channelAxis(node, weight);
  const channels = axis === undefined ? undefined : weight.dims[axis]!;
  const offsets = vectorOf(bias);
  const hasBias = (node.inputs[2] ?? '') !== '';
  if (channels !== factor.length || (hasBias && offsets?.length !== channels)) return undefined;
  // Elements that follow one another with the same channel.
  const run = weight.dims.slice(axis! + 1).reduce((product, side) => product * side, 1);
  const values = floatsOf(weight);
  for (let at = 0; at < values.length; at++) values[at]! *= factor[Math.floor(at / run) % channels]!;
  const sums = summand.map((value, channel) => value + (offsets?.[channel] ?? 0) * factor[channel]!);
  return { weight: floatTensor('', weight.dims, values), bias: floatTensor('', [channels], sums) };
}

/** The axis of the output channels in the weight of a Conv or Gemm; undefined for what is not folded. */
function channelAxis({ op, domain, outputs, attributes }: OnnxNode, { type, dims }: OnnxTensor): number | undefined {
  if (domain !== '' || type !== 'float32' || outputs.length !== 1) return undefined;
  if (op === 'Conv') return dims.length > 2 ? 0 : undefined;
  const isPlain = ['alpha', 'beta'].every((name) => (attributes.get(name)?.value ?? 1) === 1);
  if (op !== 'Gemm' || dims.length !== 2 || !isPlain) return undefined;
  return attributes.get('transB')?.value ? 0 : 1;
}
