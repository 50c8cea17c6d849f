import { elements, type Mode } from '../ops/node.js';
import type { Arena, ArenaTensor } from './arena.js';
import type { ResolvedGraph, ResolvedNode } from './graph.js';

type Tensors = Readonly<Record<string, ArenaTensor>>;

/** A node's forward with the tensors that it touches. */
export interface ForwardStep {
  readonly kind: 'forward';
  readonly node: ResolvedNode;
  readonly mode: Mode;
  readonly inputs: readonly ArenaTensor[];
  readonly output: ArenaTensor;
  readonly saved: Tensors;
  readonly scratch: Tensors;
}

/** A node's backward. */
export interface BackwardStep {
  readonly kind: 'backward';
  /** The forward whose tensors it reads: the last one of this node. */
  readonly forward: ForwardStep;
  readonly dOutput: ArenaTensor;
  /** Null where nothing before the input learns, and where the output's gradient is the input's. */
  readonly dInputs: readonly (ArenaTensor | null)[];
  readonly scratch: Tensors;
}

/** Two parts of the gradient of a tensor that several nodes read. */
export interface SumStep {
  readonly kind: 'sum';
  readonly a: ArenaTensor;
  readonly b: ArenaTensor;
  readonly sum: ArenaTensor;
}

/** What a plan does, in order. Among the steps of `backward` are the forwards of nodes that are made once more. */
export interface Schedule {
  readonly input: ArenaTensor;
  readonly output: ArenaTensor;
  readonly dOutput: ArenaTensor;
  readonly forward: readonly ForwardStep[];
  readonly backward: readonly (ForwardStep | BackwardStep | SumStep)[];
}

export interface ScheduleOptions {
  readonly rows: number;
  readonly training: boolean;
  /** Keep only what crosses from one run of √n nodes to another, and make the rest once more for backward. */
  readonly recompute: boolean;
}

/**
 * Puts the nodes in order and notes in the arena when every tensor is used. Backward keeps of forward what it reads; nothing
 * before the earliest node that learns gets a gradient.
 */
export function scheduleOf(
  graph: ResolvedGraph,
  nodes: readonly ResolvedNode[],
  arena: Arena,
  options: ScheduleOptions,
): Schedule {
  return new Scheduler(graph, nodes, arena, options).schedule();
}

class Scheduler {
  #time = 0;
  /** The tensor that now holds what a node (or the input) makes. */
  readonly #tensors = new Map<string, ArenaTensor>();
  /** The latest forward of every node. */
  readonly #latest = new Map<ResolvedNode, ForwardStep>();
  readonly #gradients = new Map<string, ArenaTensor>();
  readonly #learning = new Set<string>();

  constructor(
    readonly resolved: ResolvedGraph,
    readonly nodes: readonly ResolvedNode[],
    readonly arena: Arena,
    readonly options: ScheduleOptions,
  ) {
    for (const { name, parameters, inputs } of nodes) {
      const learns = parameters.some(({ trainable }) => trainable) || inputs.some((input) => this.#learning.has(input));
      if (learns) this.#learning.add(name);
    }
  }

  schedule(): Schedule {
    const { graph, inputWidth } = this.resolved;
    const { rows, training } = this.options;
    const input = this.arena.tensor(graph.input.name, rows * inputWidth);
    input.use(this.#time++);
    this.#tensors.set(graph.input.name, input);
    const forward = this.nodes.flatMap((node) => this.#forward(node, training ? 'training' : 'inference'));
    const output = this.#tensors.get(graph.output)!;
    const dOutput = this.arena.tensor(`d ${graph.output}`, output.length);
    // The loss reads the one and writes the other.
    output.use(this.#time);
    if (!training) return { input, output, dOutput, forward, backward: [] };
    dOutput.use(this.#time++);
    this.#gradients.set(graph.output, dOutput);
    const last = this.nodes.at(-1);
    const backward = this.#runs().flatMap((run) => {
      const again = run.at(-1) === last ? [] : run.flatMap((node) => this.#forward(node, 'recomputation'));
      return [...again, ...[...run].reverse().flatMap((node) => this.#backward(node))];
    });
    return { input, output, dOutput, forward, backward };
  }

  /** The nodes in runs, the last run first (T. Chen et al., 2016, arXiv:1604.06174). Runs in which nothing learns are left out. */
  #runs(): ResolvedNode[][] {
    const { nodes } = this;
    const size = this.options.recompute ? Math.ceil(Math.sqrt(nodes.length)) : nodes.length;
    const runs = Array.from({ length: Math.ceil(nodes.length / size) }, (_, i) =>
      nodes.slice(i * size, (i + 1) * size),
    );
    return runs.reverse().filter((run) => run.some(({ name }) => this.#learning.has(name)));
  }

  #forward(node: ResolvedNode, mode: Mode): ForwardStep[] {
    const { definition, name, attributes, inputShapes } = node;
    const { rows } = this.options;
    // Nothing to run: the input's tensor under another shape, or a node that only trains.
    if (definition.alias || (mode === 'inference' && definition.trainingOnly)) {
      this.#tensors.set(name, this.#tensors.get(node.inputs[0]!)!);
      return [];
    }
    const inputs = node.inputs.map((input) => this.#tensors.get(input)!);
    const output = this.arena.tensor(name, rows * elements(node.shape));
    const saved = this.#named(definition.saved(inputShapes, attributes, mode), `${name} saved`, rows);
    const words = definition.scratch?.('forward', rows, inputShapes, attributes, mode);
    const scratch = this.#named(words, `${name} scratch`);
    this.#use(inputs, [output], Object.values(saved), Object.values(scratch));
    this.#tensors.set(name, output);
    const step = { kind: 'forward', node, mode, inputs, output, saved, scratch } as const;
    this.#latest.set(node, step);
    return [step];
  }

  #backward(node: ResolvedNode): (BackwardStep | SumStep)[] {
    const { definition, name, inputs, attributes, inputShapes } = node;
    const dOutput = this.#gradients.get(name);
    if (!dOutput || !this.#learning.has(name)) return [];
    if (definition.alias) return this.#collect(inputs[0]!, dOutput);
    const forward = this.#latest.get(node)!;
    const parts = inputs.map((input, i) => {
      const { length } = forward.inputs[i]!;
      if (!this.#learning.has(input)) return null;
      if (definition.passesGradient && length === dOutput.length) return dOutput;
      return this.arena.tensor(`d ${input} by ${name}`, length);
    });
    const dInputs = parts.map((part) => (part === dOutput ? null : part));
    const made = dInputs.filter((tensor) => tensor !== null);
    const step: BackwardStep[] = [];
    if (made.length > 0 || node.parameters.some(({ trainable }) => trainable)) {
      const keeps = typeof definition.keeps === 'function' ? definition.keeps(name, attributes) : definition.keeps;
      const words = definition.scratch?.('backward', this.options.rows, inputShapes, attributes, forward.mode);
      const scratch = this.#named(words, `d ${name} scratch`);
      this.#use(
        keeps.inputs ? forward.inputs : [],
        keeps.output ? [forward.output] : [],
        Object.values(forward.saved),
        Object.values(scratch),
        [dOutput, ...made],
      );
      step.push({ kind: 'backward', forward, dOutput, dInputs, scratch });
    }
    const sums = inputs.flatMap((input, i) => (parts[i] ? this.#collect(input, parts[i]) : []));
    return [...step, ...sums];
  }

  /**
   * Makes `part` the gradient of a tensor, or adds it to what other nodes gave. Several tensors may have the same part for their
   * gradient, so a sum is a tensor of its own.
   */
  #collect(name: string, part: ArenaTensor): SumStep[] {
    const other = this.#gradients.get(name);
    const sum = other ? this.arena.tensor(`d ${name}`, part.length) : part;
    this.#gradients.set(name, sum);
    if (!other) return [];
    this.#use([part, other, sum]);
    return [{ kind: 'sum', a: part, b: other, sum }];
  }

  /** All these tensors are alive at the next moment. */
  #use(...tensors: readonly (readonly ArenaTensor[])[]): void {
    for (const tensor of tensors.flat()) tensor.use(this.#time);
    this.#time++;
  }

  #named(words: Readonly<Record<string, number>> = {}, prefix: string, times = 1): Tensors {
    return Object.fromEntries(
      Object.entries(words).map(([name, count]) => [name, this.arena.tensor(`${prefix} ${name}`, times * count)]),
    );
  }
}
