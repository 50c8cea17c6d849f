import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import { type Attributes, type Direction, elements, type Mode, type Shape } from '../../src/ops/node.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { runOnTwin, type TensorInput } from './both.js';
import { expectClose } from './compare.js';
import { centralDifferences, dot } from './gradient.js';
import { numbers } from './random.js';

/** A node to try on the twins through the calls that the planner makes. */
export interface NodeCase {
  readonly op: string;
  /** Shapes of a row of each input. */
  readonly inputs: readonly Shape[];
  readonly attributes: Attributes;
  readonly rows?: number;
  readonly mode?: Mode;
  readonly frozen?: boolean;
  /** Values in place of random ones, by name (`input0`, a role); for what must keep away from kinks and ties. */
  readonly given?: Readonly<Record<string, (index: number, random: number) => number>>;
  /** Gradient of the output in place of random numbers. */
  readonly dOutput?: readonly number[];
}

const ROWS = 3;

/** Inputs (`input0` …) and parameters of a node with their values, away from zero, where kinks are. */
export function valuesOf({ op, inputs, attributes, rows = ROWS, given = {} }: NodeCase): Record<string, Float64Array> {
  const awayFromZero = (_: number, value: number) => value + Math.sign(value) * 0.01;
  const sizes = [
    ...inputs.map((shape, i) => [`input${i}`, rows * elements(shape)] as const),
    ...Object.entries(nodeOps[op]!.parameters(inputs, attributes)).map(
      ([role, shape]) => [role, elements(shape)] as const,
    ),
  ];
  return Object.fromEntries(
    sizes.map(([name, size], i) => {
      const place = given[name] ?? awayFromZero;
      return [name, numbers(i + 1, size).map((value, index) => place(index, value))];
    }),
  );
}

/**
 * Forward, then backward; gradients of parameters start at 0. Gives `y`, `d_y` and, for each value, its own name as it stands
 * afterwards and `d_<name>`. `run` takes the tensors and the commands to a backend.
 */
export function runNode(
  one: NodeCase,
  values: Readonly<Record<string, ArrayLike<number>>>,
  run: typeof runOnTwin = runOnTwin,
) {
  const { op, inputs, attributes, rows = ROWS, mode = 'training', frozen = false } = one;
  const node = nodeOps[op]!;
  const shape = node.shape(op, inputs, attributes);
  const size = rows * elements(shape);
  const roles = Object.keys(node.parameters(inputs, attributes));
  const learned = roles.filter((role) => !node.state?.includes(role));
  const saved = node.saved(inputs, attributes, mode);
  const scratchOf = (direction: Direction) => node.scratch?.(direction, rows, inputs, attributes, mode) ?? {};
  const tensors: Record<string, TensorInput> = { y: { length: size }, d_y: { data: one.dOutput ?? numbers(99, size) } };
  for (const [name, data] of Object.entries(values)) {
    tensors[name] = { data };
    tensors[`d_${name}`] = roles.includes(name) ? { data: new Float64Array(data.length) } : { length: data.length };
  }
  for (const [name, words] of Object.entries(saved)) tensors[`saved ${name}`] = { length: rows * words };
  for (const direction of ['forward', 'backward'] as const) {
    for (const [name, words] of Object.entries(scratchOf(direction)))
      tensors[`${direction} ${name}`] = { length: words };
  }
  return run(tensors, (recorder: Recorder, s: Record<string, Slice>) => {
    const slices = (names: readonly string[], prefix: string) =>
      Object.fromEntries(names.map((name) => [name, s[`${prefix}${name}`]!]));
    const call = {
      name: op,
      mode,
      frozen,
      rows,
      attributes,
      inputs: inputs.map((shape, i) => ({ slice: s[`input${i}`]!, shape })),
      output: { slice: s['y']!, shape },
      parameters: slices(roles, ''),
      saved: slices(Object.keys(saved), 'saved '),
    };
    const dInputs = inputs.map((_, i) => s[`d_input${i}`]!);
    const scratch = (direction: Direction) => slices(Object.keys(scratchOf(direction)), `${direction} `);
    if (node.alias) {
      recorder.copy(s['input0']!, s['y']!);
      recorder.copy(s['d_y']!, dInputs[0]!);
      return;
    }
    node.forward(recorder, { ...call, scratch: scratch('forward') });
    const dParameters = {
      ...slices(learned, 'd_'),
      ...Object.fromEntries((node.state ?? []).map((role) => [role, null])),
    };
    node.backward(recorder, { ...call, scratch: scratch('backward'), dOutput: s['d_y']!, dInputs, dParameters });
  });
}

/** Fails unless the twin's gradients of every input and learned parameter equal central differences in f64. */
export async function expectNodeGradients(one: NodeCase): Promise<void> {
  const given = valuesOf(one);
  const got = await runNode(one, given);
  for (const [name, at] of Object.entries(given)) {
    if (nodeOps[one.op]!.state?.includes(name)) continue;
    const loss = async (moved: Float64Array) => {
      const { y, d_y } = await runNode(one, { ...given, [name]: moved });
      return dot(y!, d_y!);
    };
    const expected = await centralDifferences(loss, at);
    expectClose(`${one.op}: ${name}`, got[`d_${name}`]!, expected, { relative: 1e-6, absolute: 1e-8 });
  }
}
