import { KinfoldError } from '../errors.js';
import { checkOnnx } from '../onnx/check.js';
import { inferFacts } from '../onnx/facts/infer.js';
import type { OnnxGraph, OnnxNode } from '../onnx/graph.js';
import type { OnnxModel } from '../onnx/read.js';
import type { OnnxTensor } from '../onnx/tensor.js';
import type { Shape } from '../ops/node.js';
import { Builder } from './import/builder.js';
import { toConstant } from './import/constant.js';
import { plainOrder, storedShape } from './import/layout.js';
import { NodeCall, type Scope } from './import/node-call.js';
import { operators } from './import/operators.js';
import { Refusal } from './import/refusal.js';
import { BATCH, ImportScope } from './import/scope.js';
import { nearestStart } from './import/start.js';
import type { ImportedEncoder } from './imported.js';

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

/**
 * Makes an encoder graph of an ONNX model, from its input, in ONNX's order without the batch axis, to its output. Constants
 * that are computed from weights should be folded before. Convolutions, pools and norms work channels last; a tensor is
 * transposed where an op needs another order than the one it has, and nowhere else. Weights and running averages become
 * parameters. A single number that is added, multiplied and so on becomes a frozen one, as do exponents, and integers
 * become attributes.
 *
 * @throws `onnx-unsupported` for an operator or a form that cannot be trained; it names the node and the nearest tensor behind
 *   which the model can. `onnx-invalid` for a graph that contradicts itself, `argument-invalid` for options that do not fit.
 */
export function importEncoder(model: OnnxModel, options: ImportOptions = {}): ImportedEncoder {
  checkOnnx(model, 'importEncoder');
  try {
    return convert(model, options);
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    const start = nearestStart(endingAt(model, options.output), error.node, (back) => failure(back, options));
    throw explain(error, start);
  }
}

function convert(model: OnnxModel, { batched = true, output, inputs = new Map() }: ImportOptions): ImportedEncoder {
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
    scope.set(name, scope.asActivation(toConstant(name, tensor), tensor.dims.length));
  for (const node of neededNodes(graph, end, (name) => scope.isConstant(name))) {
    try {
      importNode(scope, node);
    } catch (error) {
      throw isRefusal(error) ? new NodeFailure(node, error) : error;
    }
  }
  const result = scope.find(end);
  if (result.kind === 'activation') return builder.finish(result);
  throw new KinfoldError(
    'onnx-unsupported',
    `importEncoder: the output "${end}" is a constant, expected something computed from the input; name another output`,
  );
}

/** The model with one output: the tensor called `output`, if that is given. */
function endingAt(model: OnnxModel, output: string | undefined): OnnxModel {
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
  const codes = ['argument-invalid', 'shape-mismatch', 'onnx-unsupported'];
  return error instanceof Refusal || (error instanceof KinfoldError && codes.includes(error.code));
}

/** The node that keeps a model from being imported; undefined if none does. */
function failure(model: OnnxModel, { batched }: ImportOptions): OnnxNode | undefined {
  try {
    convert(model, { ...(batched === undefined ? {} : { batched }) });
    return undefined;
  } catch (error) {
    if (error instanceof NodeFailure) return error.node;
    // Its input is of a type or a shape that no encoder takes: its first node will not do.
    return model.graph.nodes[0];
  }
}

/** One node that cannot be imported, and why. */
class NodeFailure extends Error {
  constructor(
    readonly node: OnnxNode,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

/** A refusal as an error for the user. */
function explain({ node, cause }: NodeFailure, start: string | undefined): KinfoldError {
  const { op, domain, name, outputs } = node;
  const cure =
    start === undefined
      ? 'no tensor behind it will do either, so train a head on the output'
      : `train what lies behind "${start}"`;
  const subject = `${domain ? `${domain}:` : ''}${op} "${name || outputs[0]}"`;
  return new KinfoldError('onnx-unsupported', `importEncoder: ${subject} ${cause.message}; ${cure}`, { cause });
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
