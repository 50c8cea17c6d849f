import { KinfoldError } from '../errors.js';
import type { OnnxModel } from './read.js';
import { dropDead } from './simplify/dead.js';
import { splitPoints } from './split-points.js';
import type { OnnxValue } from './value.js';

/** The two parts of a model: `back` takes what `front` gives, and together they compute what the model computed. */
export interface SplitModel {
  /** What is needed to make the tensor, its only output. */
  readonly front: OnnxModel;
  /** What makes the model's outputs of the tensor, its only input. */
  readonly back: OnnxModel;
}

/**
 * Cuts a model at a tensor. Weights that both parts need are in both.
 * @throws `argument-invalid` if there is no such tensor or a path from input to output leads around it; the message names the nearest
 *   tensors at which the model can be cut, see {@link splitPoints}.
 */
export function splitModel(model: OnnxModel, tensor: string): SplitModel {
  const graph = dropDead(model.graph);
  const points = splitPoints(model);
  const point = points.find((one) => one.tensor === tensor);
  if (!point)
    throw refusal(
      model,
      tensor,
      points.map((one) => one.tensor),
    );
  const batch = graph.inputs[0]?.shape?.[0] ?? '?';
  const value: OnnxValue = { name: tensor, type: point.type, shape: [batch, ...point.shape] };
  const rest = graph.nodes.filter(({ outputs }) => !outputs.includes(tensor));
  return {
    front: { ...model, graph: dropDead({ ...graph, outputs: [value] }) },
    back: { ...model, graph: dropDead({ ...graph, nodes: rest, inputs: [value] }) },
  };
}

function refusal({ graph }: OnnxModel, tensor: string, points: readonly string[]): KinfoldError {
  const order = graph.nodes.flatMap(({ outputs }) => outputs);
  const place = order.indexOf(tensor);
  const isMade = place !== -1 || graph.inputs.some(({ name }) => name === tensor);
  const before = points.findLast((name) => order.indexOf(name) < place);
  const after = points.find((name) => order.indexOf(name) > place);
  const near = (isMade ? [before, after] : [points[0], points.at(-1)]).filter((name) => name !== undefined);
  const names = [...new Set(near)].map((name) => `"${name}"`).join(' and ');
  const cure = names ? `${isMade ? 'the nearest are' : 'they reach from'} ${names}` : 'this model has none';
  return new KinfoldError(
    'argument-invalid',
    `splitModel: got tensor "${tensor}", ${isMade ? 'which some path leads around' : 'which the model does not have'}, ` +
      `expected a float tensor between input and output through which every path goes; ${cure}`,
  );
}
