import type { OnnxGraph, OnnxNode } from '../graph.js';
import type { OnnxModel } from '../read.js';
import type { OnnxValue } from '../value.js';
import { ELEMENTWISE } from './elementwise.js';
import { type Fact, type Facts, isFollowed } from './fact.js';
import { LAYOUT } from './layout.js';
import { MATRIX } from './matrix.js';
import { REDUCE } from './reduce.js';
import { RESIZE } from './resize.js';
import { Call, type Rule } from './rule.js';
import { SELECT } from './select.js';
import { SOURCES, tensorFact } from './sources.js';
import { WINDOWS } from './windows.js';

const RULES: ReadonlyMap<string, Rule> = new Map(
  [ELEMENTWISE, WINDOWS, MATRIX, REDUCE, LAYOUT, RESIZE, SELECT, SOURCES].flatMap((rules) => Object.entries(rules)),
);

/** Elements that are followed in one graph together, so that a small file cannot ask for much. */
const MAX_FOLLOWED = 2 ** 17;

/** Takes in what is known of tensors; once there are too many values, shapes and types only. */
export class FactsMap extends Map<string, Fact> {
  private followed = 0;

  /** Whether no more values are taken in, so that computing them is of no use. */
  get isFull(): boolean {
    return this.followed > MAX_FOLLOWED;
  }

  override set(name: string, fact: Fact): this {
    if (!fact.values) return super.set(name, fact);
    this.followed += fact.values.length;
    const isTaken = !this.isFull && isFollowed(fact.type, fact.values.length);
    return super.set(name, isTaken ? fact : withoutValues(fact));
  }
}

const withoutValues = ({ type, shape }: Fact): Fact => ({ type, shape });

/** What is known of the outputs of a node, from what is known of its inputs. An empty fact where nothing is. */
export function inferNode(node: OnnxNode, facts: FactsMap, opset: number): readonly Fact[] {
  const rule = node.domain === '' ? RULES.get(node.op) : undefined;
  if (!rule) return node.outputs.map(() => NOTHING);
  const inputs = node.inputs.map((name) => facts.get(name));
  const found = rule(new Call(node, opset, facts.isFull ? inputs.map((fact) => fact && withoutValues(fact)) : inputs));
  const list = found === undefined ? [] : 'length' in found ? found : [found];
  return node.outputs.map((_, at) => list[at] ?? NOTHING);
}

const NOTHING: Fact = {};

/** What a graph states of its inputs and constants. */
export function statedFacts({ inputs, initialisers }: OnnxGraph): FactsMap {
  const facts = new FactsMap();
  for (const input of inputs) facts.set(input.name, valueFact(input));
  for (const tensor of initialisers) facts.set(tensor.name, tensorFact(tensor));
  return facts;
}

/**
 * Shapes, types and small values of every tensor as far as they follow from inputs, constants and ONNX's own operators. What the file
 * states of tensors in between is not believed: no runtime checks it.
 */
export function inferFacts({ graph, opsets }: OnnxModel): Facts {
  const facts = statedFacts(graph);
  const opset = opsets.get('') ?? 0;
  for (const node of graph.nodes) {
    for (const [at, fact] of inferNode(node, facts, opset).entries())
      if (node.outputs[at]) facts.set(node.outputs[at], fact);
  }
  return facts;
}

const valueFact = ({ type, shape }: OnnxValue): Fact => ({ type: type === 'undefined' ? undefined : type, shape });
