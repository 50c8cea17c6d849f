import { arrange, axisOf, type Fact, isNumbers, type Side, UNKNOWN, valueAt } from './fact.js';
import type { Call, Rule } from './rule.js';

const concat: Rule = (call) => {
  const facts = call.all;
  const { type, shape } = facts[0] ?? {};
  const axis = shape && axisOf(call.int('axis', Number.NaN), shape.length);
  if (axis === undefined || facts.some((fact) => fact.shape?.length !== shape!.length)) return { type };
  const lengths = facts.map((fact) => fact.shape![axis]!);
  const length = lengths.length === 1 ? lengths[0]! : sum(lengths);
  const result = shape!.map((_, at) => (at === axis ? length : agreed(facts.map((fact) => fact.shape![at]!))));
  if (result.includes(undefined)) return { type };
  const isKnown = facts.every((fact) => fact.values);
  return {
    type,
    shape: result as Side[],
    values: isKnown ? arrange(result as Side[], (index) => joined(facts, axis, index)) : undefined,
  };
};

const sum = (sides: readonly Side[]): Side => (isNumbers(sides) ? sides.reduce((a, b) => a + b, 0) : UNKNOWN);

/** Sides that must be equal: their common value, a number if one is known. Undefined if they contradict. */
function agreed(sides: readonly Side[]): Side | undefined {
  const numbers = new Set(sides.filter((side) => typeof side === 'number'));
  if (numbers.size > 1) return undefined;
  if (new Set(sides).size === 1) return sides[0];
  return UNKNOWN;
}

function joined(facts: readonly Fact[], axis: number, index: readonly number[]): Side {
  let place = index[axis]!;
  for (const fact of facts) {
    const length = fact.shape![axis] as number;
    if (place < length) return valueAt(fact, index.with(axis, place));
    place -= length;
  }
  return UNKNOWN;
}

const gather: Rule = (call) => {
  const data = call.input(0);
  const indices = call.input(1);
  const axis = data.shape && axisOf(call.int('axis', 0), data.shape.length);
  if (axis === undefined || !indices.shape) return { type: data.type };
  const shape = [...data.shape!.slice(0, axis), ...indices.shape, ...data.shape!.slice(axis + 1)];
  const values =
    data.values && indices.values
      ? arrange(shape, (index) => {
          const inner = indices.shape!.length;
          const at = axisOf(valueAt(indices, index.slice(axis, axis + inner)), data.shape![axis] as number);
          return at === undefined
            ? UNKNOWN
            : valueAt(data, [...index.slice(0, axis), at, ...index.slice(axis + inner)]);
        })
      : undefined;
  return { type: data.type, shape, values };
};

interface Cut {
  readonly start: number;
  readonly step: number;
  readonly length: Side;
}

/** One axis of a slice. Numbers beyond the axis are clamped, as in Python. */
function cut(side: Side, start: Side, end: Side, step: Side): Cut | undefined {
  if (typeof start !== 'number' || typeof step !== 'number' || step === 0) return undefined;
  if (typeof side === 'string') {
    const isWhole = start === 0 && step === 1 && typeof end === 'number' && end >= 2 ** 31 - 1;
    return isWhole ? { start: 0, step: 1, length: side } : { start, step, length: UNKNOWN };
  }
  if (typeof end !== 'number') return { start, step, length: UNKNOWN };
  const clamp = (place: number) => {
    const at = place < 0 ? place + side : place;
    return step > 0 ? Math.min(Math.max(at, 0), side) : Math.min(Math.max(at, -1), side - 1);
  };
  const from = clamp(start);
  return { start: from, step, length: Math.max(0, Math.ceil((clamp(end) - from) / step)) };
}

const slice: Rule = (call) => {
  const data = call.input(0);
  const { type, shape } = data;
  const given = (name: string, input: number) => (call.opset < 10 ? call.ints(name) : call.input(input).values);
  const starts = given('starts', 1);
  const ends = given('ends', 2);
  const hasAxes = call.opset < 10 ? call.ints('axes') !== undefined : call.has(3);
  const axes = hasAxes ? given('axes', 3) : starts?.map((_, axis) => axis);
  const steps = call.opset >= 10 && call.has(4) ? call.input(4).values : starts?.map(() => 1);
  if (!shape || !starts || !ends || !axes || !steps) return { type, shape: shape?.map(() => UNKNOWN) };
  const cuts: (Cut | undefined)[] = shape.map((length) => ({ start: 0, step: 1, length }));
  for (const [at, listed] of axes.entries()) {
    const axis = axisOf(listed, shape.length);
    if (axis === undefined || starts.length !== axes.length) return { type };
    cuts[axis] = cut(shape[axis]!, starts[at]!, ends[at] ?? UNKNOWN, steps[at] ?? UNKNOWN);
  }
  const result = cuts.map((one) => one?.length ?? UNKNOWN);
  const source = (index: readonly number[]) =>
    valueAt(
      data,
      index.map((place, axis) => cuts[axis]!.start + place * cuts[axis]!.step),
    );
  const isWhole = data.values && !cuts.includes(undefined);
  return { type, shape: result, values: isWhole ? arrange(result, source) : undefined };
};

const split: Rule = (call) => {
  const { type, shape } = call.input(0);
  const axis = shape && axisOf(call.int('axis', 0), shape.length);
  if (axis === undefined) return new Array<Fact>(call.outputs).fill({ type });
  const lengths = partsOf(call, shape![axis]!);
  return Array.from({ length: call.outputs }, (_, at) => ({
    type,
    shape: shape!.with(axis, lengths?.[at] ?? UNKNOWN),
  }));
};

function partsOf(call: Call, side: Side): readonly Side[] | undefined {
  const listed = call.listed('split', 1);
  if (listed !== 'none') return listed?.length === call.outputs ? listed : undefined;
  const parts = call.int('num_outputs', call.outputs);
  if (typeof side !== 'number' || parts !== call.outputs) return undefined;
  const length = Math.ceil(side / parts);
  return Array.from({ length: parts }, (_, at) => Math.min(length, Math.max(0, side - at * length)));
}

export const SELECT: Readonly<Record<string, Rule>> = { Concat: concat, Gather: gather, Slice: slice, Split: split };
