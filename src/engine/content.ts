import { withoutDetours } from '../encoder/compose.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import type { Parameters } from '../encoder/parameters.js';
import type { SafeTensor, Safetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { nodeOps } from '../ops/nodes.js';
import { NOISY, type Trainable } from './network.js';

// What an engine's files have in common beside the sum over their contents: the encoder that they belong to, weights.

/**
 * The encoder as far as a file depends on it: without what only trains (noise, augmentation), which may change from one engine to
 * the next, and without the names of nodes that have no parameters.
 */
function describeEncoder({ graph, parameters }: ResolvedGraph): string {
  const instead = new Map<string, string>();
  const name = (tensor: string) => instead.get(tensor) ?? tensor;
  const lasting = graph.nodes.flatMap((node) => {
    const inputs = node.inputs.map(name);
    if (!nodeOps[node.op]?.trainingOnly) return [{ ...node, inputs }];
    instead.set(node.name, inputs[0]!);
    return [];
  });
  const { input, nodes, output } = withoutDetours({ ...graph, nodes: lasting });
  const named = new Set([input.name, ...parameters.map((parameter) => parameter.node)]);
  const places = new Map(nodes.map((node, place) => [node.name, named.has(node.name) ? node.name : `#${place}`]));
  const place = (tensor: string) => places.get(tensor) ?? tensor;
  const described = nodes.map((node) => ({ ...node, name: place(node.name), inputs: node.inputs.map(place) }));
  return JSON.stringify({ input, nodes: described, output: place(output) });
}

/** What a file belongs to: a network (see Network.identity), and how it was divided. */
export interface Owner {
  readonly network: string;
  readonly trainable: Trainable;
}

/** The metadata that say what the features in a file belong to: the network, and where its frozen part ends. */
export function describeFront({ network, trainable }: Owner): [string, string][] {
  return [
    ['backbone', network],
    ['trainable', JSON.stringify(trainable)],
  ];
}

/** The metadata that say what a file with weights belongs to. */
export function describeOwner(owner: Owner, encoder: ResolvedGraph): [string, string][] {
  return [...describeFront(owner), ['encoder', describeEncoder(encoder)]];
}

/** The encoder in a file with all of its weights: a tensor `encoder.<name>` a parameter, and what it belongs to. */
export function encoderToTensors(owner: Owner, weights: Float32Array, { graph, layout }: Parameters): Safetensors {
  const tensors = graph.parameters.map(({ name, shape }): [string, SafeTensor] => {
    const { offset, length } = layout.offsets.get(name)!;
    return [`encoder.${name}`, { dtype: 'F32', shape, data: weights.slice(offset, offset + length) }];
  });
  return { tensors: new Map(tensors), metadata: new Map(describeOwner(owner, graph)) };
}

function mismatch(subject: string, got: string, own: string, cure: string): KinfoldError {
  return new KinfoldError(
    'save-mismatch',
    `${subject}: the file belongs to ${got}, but this engine has ${own}; ${cure}`,
  );
}

function checkNetwork(subject: string, { metadata }: Safetensors, network: string): void {
  const backbone = metadata.get('backbone') ?? 'unknown';
  if (backbone === network) return;
  const isSameFile = backbone.replace(NOISY, '') === network.replace(NOISY, '');
  const cure = isSameFile ? `camera ${backbone.endsWith(NOISY) ? 'noisy' : 'plain'}` : 'that backbone';
  throw mismatch(subject, `the backbone ${backbone}`, network, `open the engine with ${cure}`);
}

function checkDivision(subject: string, { metadata }: Safetensors, trainable: Trainable): void {
  // Files of the first version do not say: only the head learned.
  const divided = metadata.get('trainable') ?? '"head"';
  const own = JSON.stringify(trainable);
  if (divided === own) return;
  throw mismatch(subject, `an engine with trainable ${divided}`, own, 'open the engine with the same');
}

/** Throws `save-mismatch`, with the option to change, unless the file's features are those of this engine. */
export function checkFront(subject: string, saved: Safetensors, { network, trainable }: Owner): void {
  checkNetwork(subject, saved, network);
  checkDivision(subject, saved, trainable);
}

/** Throws `save-mismatch`, with the option to change, unless the file belongs to this engine. */
export function checkOwner(
  subject: string,
  saved: Safetensors,
  { network, trainable }: Owner,
  encoder: ResolvedGraph,
): void {
  checkNetwork(subject, saved, network);
  if (saved.metadata.get('encoder') === describeEncoder(encoder)) return;
  checkDivision(subject, saved, trainable);
  throw mismatch(subject, 'another encoder', 'its own', 'use it with the version of kinfold that wrote it');
}

/** The numbers of a parameter. Throws `save-invalid` if the tensor is not what the encoder has, or not finite. */
export function weightsOf(
  subject: string,
  name: string,
  shape: readonly number[],
  tensor: SafeTensor | undefined,
): Float32Array {
  if (tensor?.dtype !== 'F32' || tensor.shape.join() !== shape.join()) {
    throw new KinfoldError(
      'save-invalid',
      `${subject}: the parameter ${name} is ${tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'missing'}, expected F32 [${shape.join(', ')}]; the file is damaged`,
    );
  }
  if (!tensor.data.every(Number.isFinite)) {
    throw new KinfoldError(
      'save-invalid',
      `${subject}: the parameter ${name} has NaN or infinite elements; the file is damaged`,
    );
  }
  return tensor.data;
}
