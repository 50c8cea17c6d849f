import type { Front } from '../backbone/backbone.js';
import type { ModelCard } from '../backbone/card.js';
import type { LoadedModel } from '../backbone/load.js';
import { checkModel } from '../backbone/model.js';
import { importEncoder } from '../conversion/import.js';
import type { ImportedEncoder } from '../conversion/imported.js';
import { behindNoisyCamera, cameraPrefix } from '../conversion/noisy-camera.js';
import { type Augmentation, augmentParams } from '../cpu/augmentation.js';
import type { Random } from '../cpu/random.js';
import { chain, named, withoutDetours } from '../encoder/compose.js';
import { type Graph, resolveGraph } from '../encoder/graph.js';
import type { Parameters } from '../encoder/parameters.js';
import { KinfoldError } from '../errors.js';
import { channelsOf } from '../image/tensor.js';
import { freeBatch } from '../onnx/free-batch.js';
import { type OnnxModel, readOnnx } from '../onnx/read.js';
import { simplifyModel } from '../onnx/simplify.js';
import { splitModel } from '../onnx/split.js';
import { writeOnnx } from '../onnx/write.js';
import { headFor } from './head.js';
import type { EngineOptions } from './options.js';
import { augmentationFor } from './recipe.js';

/**
 * What learns. `head`: a small encoder behind the whole backbone. `{ from }`: also every layer behind the tensor of that name
 * (`kinfold inspect` lists the tensors at which a network can be cut). `all`: the whole network.
 */
export type Trainable = 'head' | 'all' | { readonly from: string };

/** A backbone divided into what onnxruntime runs and what learns. */
export interface Network {
  readonly card: ModelCard;
  readonly trainable: Trainable;
  /** What features of this network must not be mixed with others': the SHA-256 of its file, and what stands in front of it. */
  readonly identity: string;
  /** The frozen part; undefined where all of it learns and the features are the pictures themselves. */
  readonly front: Front | undefined;
  /** The encoder: the part of the backbone that learns, if any, and the head. */
  readonly graph: Graph;
  /** Its last part, behind what the backbone puts out. */
  readonly head: Graph;
  /** Values of the parameters that came with the backbone, by their names in `graph`. The others start as the graph says. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** The part of the backbone that was imported; undefined if only the head learns. */
  readonly imported: ImportedEncoder | undefined;
  /** The backbone's own graph, prepared: constants folded, any batch size, the card's output the only one. */
  readonly model: () => OnnxModel;
}

/** Ends the identity of a network behind the filter for noisy cameras. */
export const NOISY = '+noisy-camera';

/** Prefix of the nodes that came with the backbone. */
export const BACKBONE = 'backbone/';

/** The options that say how a backbone is divided and what stands in front of it. */
export type Division = Pick<EngineOptions, 'trainable' | 'camera' | 'augment'>;

/**
 * Divides the file of a backbone.
 * @throws KinfoldError `onnx-unsupported` if an operator of the part that is to learn has no gradient here, with the nearest tensor
 * behind which the rest can learn; `argument-invalid` for a tensor at which the network cannot be cut and for options out of range; and
 * what `checkModel` throws.
 */
export async function divideNetwork(
  { card, bytes }: LoadedModel,
  { trainable = 'head', camera = 'plain', augment = defaultAugmentation(card, trainable) }: Division = {},
): Promise<Network> {
  checkOptions(card, trainable, camera, augment);
  const { sound, output } = await checkModel(card, bytes);
  const own = () => prepared(readOnnx(sound), output);
  const model = camera === 'noisy' ? () => behindNoisyCamera(own(), card.input) : own;
  const sha256 = card.sha256.toLowerCase();
  const common = { card, trainable, identity: camera === 'noisy' ? sha256 + NOISY : sha256, model };
  if (trainable === 'head') {
    const { width } = card.output;
    const head = headFor(width);
    const front = { bytes: camera === 'noisy' ? writeOnnx(model()) : sound, output, width };
    return { ...common, front, graph: head, head, values: new Map(), imported: undefined };
  }
  const cut = trainable === 'all' ? undefined : splitModel(model(), trainable.from);
  const imported = importEncoder(cut?.back ?? model());
  const graph = camera === 'noisy' ? withFrozenCamera(imported.graph, cameraPrefix(own().graph)) : imported.graph;
  const back = named(graph, BACKBONE, 'backbone');
  // Named apart from the backbone's tensors, which may be called anything.
  const learned = cut ? back : withoutDetours(chain(pictures(card.input.layout, back.input, augment), back));
  const { outputWidth, inputWidth } = resolveGraph(learned);
  const head = headFor(outputWidth);
  return {
    ...common,
    front: cut && { bytes: writeOnnx(cut.front), output: cut.back.graph.inputs[0]!.name, width: inputWidth },
    graph: chain(learned, head),
    head,
    values: new Map([...imported.values].map(([name, value]) => [BACKBONE + name, value])),
    imported,
  };
}

const defaultAugmentation = ({ input }: ModelCard, trainable: Trainable): Augmentation | undefined =>
  trainable === 'all' ? augmentationFor(input.std[0]!) : undefined;

function checkOptions({ input }: ModelCard, trainable: Trainable, camera: string, augment: Augmentation = {}): void {
  const wrong = (name: string, got: unknown, expected: string) =>
    new KinfoldError('argument-invalid', `engine: ${name} is ${JSON.stringify(got)}, expected ${expected}`);
  if (camera !== 'plain' && camera !== 'noisy') throw wrong('camera', camera, 'plain or noisy');
  if (trainable !== 'head' && trainable !== 'all' && typeof trainable?.from !== 'string') {
    throw wrong('trainable', trainable, 'head, all or { from: the name of a tensor }');
  }
  augmentParams('engine: augment', [input.height, input.width, channelsOf(input)], augment);
}

/** What stands in front of the network does not learn. */
function withFrozenCamera(graph: Graph, prefix: string): Graph {
  const nodes = graph.nodes.map((node) => (node.name.startsWith(prefix) ? { ...node, frozen: true as const } : node));
  return { ...graph, nodes };
}

/** What the whole vector starts as: the backbone as it is, the head as its graph says. */
export function startingWeights({ values }: Network, parameters: Parameters, random: Random): Float32Array {
  const weights = parameters.initialise(random);
  for (const [name, value] of values) weights.set(value, parameters.slice(name).offset);
  return weights;
}

function prepared(model: OnnxModel, output: string): OnnxModel {
  const { graph } = model;
  const outputs = graph.outputs.filter(({ name }) => name === output);
  return freeBatch(simplifyModel({ ...model, graph: { ...graph, outputs } }));
}

/** Pictures as the network takes them, augmented while training. The op works channels last. */
function pictures(layout: 'NCHW' | 'NHWC', input: Graph['input'], augment: Augmentation | undefined): Graph {
  if (!augment || Object.keys(augment).length === 0) return { input, nodes: [], output: input.name };
  // As the backbone's own nodes, so that a file does not depend on whether pictures are augmented.
  const group = 'backbone' as const;
  const augmented = (from: string) => ({
    name: 'augmented',
    op: 'augment',
    inputs: [from],
    attributes: { ...augment },
    group,
  });
  if (layout === 'NHWC') return { input, nodes: [augmented(input.name)], output: 'augmented' };
  const turn = (name: string, from: string, permutation: readonly number[]) => ({
    name,
    op: 'transpose',
    inputs: [from],
    attributes: { permutation },
    group,
  });
  const nodes = [
    turn('channels last', input.name, [1, 2, 0]),
    augmented('channels last'),
    turn('channels first', 'augmented', [2, 0, 1]),
  ];
  return { input, nodes, output: 'channels first' };
}
