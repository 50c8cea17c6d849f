import { KinfoldError } from '../errors.js';
import { int64Tensor } from './build.js';
import { type Fact, type Facts, isNumbers, type Side } from './facts/fact.js';
import { type FactsMap, inferFacts, inferNode, statedFacts } from './facts/infer.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { freshNames, readsOf, titleOf } from './names.js';
import type { OnnxModel } from './read.js';
import { mixesRows } from './row-wise.js';
import type { OnnxTensor } from './tensor.js';
import type { OnnxValue } from './value.js';

/**
 * Frees the batch size, axis 0 of every input, where the file fixes it: the axis is called `N` from then on, and a Reshape to the
 * fixed size becomes one to whatever size there is. A model that does not fix it is returned as it is. Every operator on the way is
 * followed; the result computes each row as the model computed it.
 * @throws `onnx-unsupported`, with the node's name, where the batch size cannot be followed or rows are mixed.
 */
export function freeBatch(model: OnnxModel): OnnxModel {
  const fixed = fixedBatch(model.graph.inputs);
  return fixed === undefined ? model : { ...model, graph: new Freeing(model, fixed).graph() };
}

/** The batch size that all inputs share; undefined if none states one. */
function fixedBatch(inputs: readonly OnnxValue[]): number | undefined {
  const sizes = new Set(inputs.map(({ shape }) => shape?.[0]));
  const [size] = sizes;
  if (sizes.size === 1) return typeof size === 'number' ? size : undefined;
  const listed = inputs.map(({ name, shape }) => `${name} [${shape?.join(', ') ?? ''}]`).join(', ');
  throw refusal(`inputs ${listed || '(none)'}`, 'inputs that share the size of their first axis');
}

class Freeing {
  /** The free axis: `N`, or with a number behind it if the file calls another one so. */
  private readonly batch: string;
  private readonly before: Facts;
  private readonly facts: FactsMap;
  private readonly fresh: (wish: string) => string;
  private readonly targets: OnnxTensor[] = [];
  /** Tensors that the batch size has a say in. */
  private readonly carriers: Set<string>;

  constructor(
    private readonly model: OnnxModel,
    private readonly fixed: number,
  ) {
    const { graph } = model;
    const named = [...graph.inputs, ...graph.values, ...graph.outputs].flatMap(({ shape }) => shape ?? []);
    this.batch = 'N';
    for (let count = 1; named.includes(this.batch); count++) this.batch = `N_${count}`;
    this.before = inferFacts(model);
    this.facts = statedFacts({ ...graph, inputs: graph.inputs.map((input) => this.value(input, true)) });
    this.carriers = new Set(graph.inputs.map(({ name }) => name));
    this.fresh = freshNames(graph);
  }

  graph(): OnnxGraph {
    const { graph } = this.model;
    const read = new Set([...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
    const nodes = graph.nodes.map((node) => this.follow(node, read));
    const constant = graph.outputs.find(({ name }) => !this.isRow(name, this.facts.get(name)));
    if (constant) throw refusal(`output "${constant.name}"`, 'an output that has a row for each input');
    return {
      ...graph,
      nodes,
      initialisers: [...graph.initialisers, ...this.targets],
      inputs: graph.inputs.map((input) => this.value(input, true)),
      outputs: graph.outputs.map((output) => this.value(output, true)),
      values: graph.values.map((value) => this.value(value, this.isRow(value.name, this.facts.get(value.name)))),
    };
  }

  private value(value: OnnxValue, isRow: boolean): OnnxValue {
    return isRow && value.shape ? { ...value, shape: value.shape.with(0, this.batch) } : value;
  }

  /** Infers what a node makes of the free batch. @returns the node, with another target if it is a Reshape that fixes the batch. */
  private follow(node: OnnxNode, read: ReadonlySet<string>): OnnxNode {
    const found = this.infer(node);
    if (!readsOf(node).some((name) => this.carriers.has(name))) {
      this.keep(node, found, false);
      return node;
    }
    const isSound = (facts: readonly Fact[]) =>
      node.outputs.every(
        (name, at) => !read.has(name) || facts[at]!.values !== undefined || this.isRow(name, facts[at]),
      );
    const subject = titleOf(node);
    if (mixesRows(node, this.facts, this.model.opsets.get('') ?? 0))
      throw refusal(subject, 'an operator that does not mix rows');
    if (isSound(found)) {
      this.keep(node, found, true);
      return node;
    }
    const freed = this.freeTarget(node);
    if (!freed || !isSound(freed.facts))
      throw refusal(subject, `an operator that works for any number of rows, not for ${this.fixed} only`);
    this.targets.push(freed.target);
    this.keep(node, freed.facts, true);
    return freed.node;
  }

  private infer(node: OnnxNode): readonly Fact[] {
    return inferNode(node, this.facts, this.model.opsets.get('') ?? 0);
  }

  private keep({ outputs }: OnnxNode, found: readonly Fact[], isCarrier: boolean): void {
    for (const [at, name] of outputs.entries()) {
      if (name === '') continue;
      this.facts.set(name, found[at]!);
      if (isCarrier && !isNumbers(found[at]!.values)) this.carriers.add(name);
    }
  }

  /** Whether a tensor has one row for each of the batch, of the shape that it had before. */
  private isRow(name: string, fact: Fact | undefined): boolean {
    const before = this.before.get(name)?.shape;
    const after = fact?.shape;
    if (!before || before.length !== after?.length || after[0] !== this.batch || before[0] !== this.fixed) return false;
    return after.every((side: Side, axis) => axis === 0 || side === before[axis]);
  }

  /** A Reshape to [1, 128] for one to [-1, 128], a Reshape to [1, -1, 4] for one to [0, -1, 4]. */
  private freeTarget(node: OnnxNode): { node: OnnxNode; target: OnnxTensor; facts: readonly Fact[] } | undefined {
    const values = this.facts.get(node.inputs[1] ?? '')?.values;
    const isPlain = node.op === 'Reshape' && node.domain === '' && !node.attributes.get('allowzero')?.value;
    if (!isPlain || !isNumbers(values) || values[0] !== this.fixed) return undefined;
    const numbers = [values.includes(-1) ? 0 : -1, ...values.slice(1)];
    const target = int64Tensor(this.fresh(`${node.outputs[0]}_shape`), [numbers.length], numbers);
    this.facts.set(target.name, { type: 'int64', shape: target.dims, values: numbers });
    const freed = { ...node, inputs: [node.inputs[0]!, target.name] };
    return { node: freed, target, facts: this.infer(freed) };
  }
}

const refusal = (got: string, expected: string) =>
  new KinfoldError(
    'onnx-unsupported',
    `freeBatch: got ${got}, expected ${expected}; export the model with a free batch size`,
  );
