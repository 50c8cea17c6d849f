import type { OnnxAttribute } from '../attribute.js';
import type { OnnxNode } from '../graph.js';
import type { Fact, Side } from './fact.js';

/**
 * What follows from a node and the facts of its inputs: the fact of its output, or of each output in turn. A rule says nothing where
 * the node is not understood; it never throws.
 */
export type Rule = (call: Call) => Fact | readonly Fact[] | undefined;

const NOTHING: Fact = {};

/** A node with what is known of its inputs, and its attributes by kind. */
export class Call {
  constructor(
    readonly node: OnnxNode,
    readonly opset: number,
    private readonly inputs: readonly (Fact | undefined)[],
  ) {}

  get outputs(): number {
    return this.node.outputs.length;
  }

  /** How many inputs the node lists, the optional ones that are not given included. */
  get count(): number {
    return this.inputs.length;
  }

  /** The fact of an input; an empty one if it is not given. */
  input(index: number): Fact {
    return this.inputs[index] ?? NOTHING;
  }

  get all(): Fact[] {
    return this.inputs.map((_, index) => this.input(index));
  }

  /** Whether an optional input is given. */
  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== '';
  }

  int(name: string, otherwise: number): number {
    const attribute = this.node.attributes.get(name);
    return attribute?.kind === 'int' ? attribute.value : otherwise;
  }

  ints(name: string): readonly number[] | undefined {
    const attribute = this.node.attributes.get(name);
    return attribute?.kind === 'ints' ? attribute.value : undefined;
  }

  text(name: string, otherwise: string): string {
    const attribute = this.node.attributes.get(name);
    return attribute?.kind === 'string' ? attribute.value : otherwise;
  }

  attribute(name: string): OnnxAttribute | undefined {
    return this.node.attributes.get(name);
  }

  /** Integers that older operator sets give as an attribute and newer ones as an input. 'none' if they are not given at all. */
  listed(name: string, input: number): readonly Side[] | 'none' | undefined {
    if (this.node.attributes.has(name)) return this.ints(name);
    return this.has(input) ? this.input(input).values : 'none';
  }
}
