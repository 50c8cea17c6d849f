import { KinfoldError } from '../../errors.js';
import { inferFacts } from '../../onnx/facts/infer.js';
import type { OnnxGraph, OnnxNode } from '../../onnx/graph.js';
import type { OnnxModel } from '../../onnx/read.js';
import type { OnnxTensor } from '../../onnx/tensor.js';
import type { Shape } from '../../ops/node.js';
import type { ImportedEncoder } from '../imported.js';
import { Builder } from './builder.js';
import { type Constant, toConstant } from './constant.js';
import { plainOrder, storedShape } from './layout.js';
import { NodeCall, type Scope } from './node-call.js';
import { operators } from './operators.js';
import { Refusal } from './refusal.js';
import { BATCH, ImportScope } from './scope.js';

export interface ImportOptions {
  /**
   * True: axis 0 of the input is the batch, and each of its rows is for itself. False: there is no batch, the encoder runs with
   * one row that is the whole tensor. Default true.
   */
  readonly batched?: boolean;
  /** The tensor to end at. Default: the model's only output. */
  readonly output?: string;
  /** Values for all inputs but one. They become `parameter` nodes: an encoder has one input. Default: none. */
  readonly inputs?: ReadonlyMap<string, OnnxTensor>;
}

/** One node that cannot be imported, and why. */
export class NodeFailure extends Error {
  constructor(
    readonly node: OnnxNode,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

/** See `importEncoder`. @throws `NodeFailure`, and KinfoldErrors for what is wrong with the model as a whole. */
export function convert(
  model: OnnxModel,
  { batched = true, output, inputs = new Map() }: ImportOptions,
): ImportedEncoder {
  const lead = batched ? 1 : 0;
  const { graph } = endingAt(model, output);
  const end = outputOf(graph);
  const input = inputOf(graph, lead, inputs);
  const values = graph.inputs.map((value) =>
    value.name === input.name ? { ...value, shape: [...Array<string>(lead).fill(BATCH), ...input.shape] } : value,
  );
  const facts = inferFacts({ ...model, graph: { ...graph, inputs: values } });
  const order = plainOrder(input.shape.length);
  const builder = new Builder({ name: input.name, shape: storedShape(input.shape, order) });
  const scope = new ImportScope(builder, model.opsets.get('') ?? 0, lead, graph, facts);
  scope.set(input.name, { kind: 'activation', shape: input.shape, stored: [{ node: input.name, order }] });
  for (const [name, tensor] of inputs)
    scope.set(name, scope.asActivation(inputConstant(name, tensor), tensor.dims.length));
  for (const node of neededNodes(graph, end, (name) => scope.isConstant(name))) {
    try {
      importNode(scope, node);
    } catch (error) {
      throw isRefusal(error) ? new NodeFailure(node, error) : error;
    }
  }
  const result = scope.find(end);
  if (result?.kind === 'activation') return builder.finish(result);
  throw new KinfoldError(
    'onnx-unsupported',
    `importEncoder: the output "${end}" is ${result ? 'a constant' : 'a further output of its node'}, expected a first output computed from the input; name another one`,
  );
}

/** The model with one output: the tensor called `output`, if that is given. */
export function endingAt(model: OnnxModel, output: string | undefined): OnnxModel {
  if (output === undefined) return model;
  const { graph } = model;
  const value = graph.outputs.find(({ name }) => name === output) ?? { name: output, type: 'float32' as const };
  if (!graph.nodes.some(({ outputs }) => outputs.includes(output))) {
    throw new KinfoldError('argument-invalid', `importEncoder: no node makes "${output}"; name an output of a node`);
  }
  return { ...model, graph: { ...graph, outputs: [value] } };
}

function importNode(scope: Scope, node: OnnxNode): void {
  const operator = node.domain === '' && Object.hasOwn(operators, node.op) ? operators[node.op] : undefined;
  if (!operator) throw new Refusal('is not among the operators that can be trained');
  scope.set(node.outputs[0] ?? '', operator(new NodeCall(scope, node)));
}

/** What an op's shape rule refuses is a form that it does not support, too. */
function isRefusal(error: unknown): error is Error {
  const isShape = (code: string) => code === 'argument-invalid' || code === 'shape-mismatch';
  return error instanceof Refusal || (error instanceof KinfoldError && isShape(error.code));
}

function inputConstant(name: string, tensor: OnnxTensor): Constant {
  if (tensor.type === 'float32') return toConstant(name, tensor);
  throw new KinfoldError(
    'argument-invalid',
    `importEncoder: the value of the input "${name}" is of type ${tensor.type}, expected float32; convert it`,
  );
}

/** The name of the only output. */
function outputOf({ outputs }: OnnxGraph): string {
  if (outputs.length === 1) return outputs[0]!.name;
  const names = outputs.map(({ name }) => name).join(', ');
  throw new KinfoldError(
    'argument-invalid',
    `importEncoder: the model has ${outputs.length} outputs (${names}), expected one; name the one that is meant`,
  );
}

/** The input's name and the shape of its row. */
function inputOf({ inputs }: OnnxGraph, lead: number, given: ReadonlyMap<string, OnnxTensor>) {
  const open = inputs.filter(({ name }) => !given.has(name));
  const [input] = open;
  const wrong = (got: string, expected: string, cure: string) =>
    new KinfoldError('onnx-unsupported', `importEncoder: ${got}, expected ${expected}; ${cure}`);
  if (!input || open.length > 1) {
    throw wrong(
      `the model has ${open.length} inputs`,
      'one',
      'split it behind the tensor where they have come together',
    );
  }
  const { name, type, shape } = input;
  if (type !== 'float32') throw wrong(`the input "${name}" is of type ${type}`, 'float32', 'convert the model');
  const row = shape && shape.length >= lead ? shape.slice(lead) : undefined;
  if (row?.every((side) => typeof side === 'number' && side > 0)) return { name, shape: row as Shape };
  throw wrong(
    `the input "${name}" has the shape [${shape?.join(', ') ?? ''}]`,
    lead > 0 ? 'known sides behind the batch' : 'known sides',
    'export the model for one size of picture',
  );
}

/** The nodes that have to run for the output, in the order of the file. */
function neededNodes({ nodes }: OnnxGraph, output: string, isConstant: (name: string) => boolean): OnnxNode[] {
  const wanted = new Set([output]);
  const needed: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name) && !isConstant(name))) continue;
    for (const name of node.inputs) if (name !== '') wanted.add(name);
    needed.push(node);
  }
  return needed.reverse();
}
