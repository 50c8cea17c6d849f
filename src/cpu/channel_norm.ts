import type { Vector } from './twin.js';

interface Groups {
  outer: number;
  count: number;
  channels: number;
}
type Sharing = Groups & { parts: number };

/** Visits every channel of every group: where its statistics are, where its first pixel is, where the next group begins. */
function eachChannel(
  { outer, count, channels }: Groups,
  visit: (at: number, first: number, end: number, channel: number) => void,
): void {
  for (let at = 0; at < outer * channels; at++) {
    const group = Math.floor(at / channels);
    const channel = at % channels;
    visit(at, group * count * channels + channel, (group + 1) * count * channels, channel);
  }
}

/** Visits every share of every channel of every group: the same, and where its two partial sums go. */
function eachShare(
  shape: Sharing,
  visit: (at: number, first: number, end: number, to: readonly [number, number], part: number) => void,
): void {
  const { channels, parts } = shape;
  eachChannel(shape, (at, first, end, channel) => {
    for (let part = 0; part < parts; part++) {
      const to = (Math.floor(at / channels) * parts + part) * 2 * channels + channel;
      visit(at, first + part * channels, end, [to, to + channels], part);
    }
  });
}

function total(first: number, end: number, step: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = first; i < end; i += step) sum += term(i);
  return sum;
}

/** Mean of each share of a group's pixels (every parts-th) and Σ (x − that mean)². */
export function moments({ x, partials }: Record<'x' | 'partials', Vector>, shape: Sharing): void {
  const step = shape.parts * shape.channels;
  eachShare(shape, (_, first, end, to) => {
    const mean = total(first, end, step, (i) => x[i]!) / Math.ceil((end - first) / step);
    partials[to[0]] = mean;
    partials[to[1]] = total(first, end, step, (i) => (x[i]! - mean) ** 2);
  });
}

/** mean and variance of each group from those of its shares. */
export function finish(
  { partials, mean, variance }: Record<'partials' | 'mean' | 'variance', Vector>,
  shape: Sharing,
): void {
  const { outer, count, channels, parts } = shape;
  mean.fill(0, 0, outer * channels);
  variance.fill(0, 0, outer * channels);
  const weight = (part: number) => Math.ceil((count - part) / parts) / count;
  eachShare(shape, (at, _first, _end, [centre], part) => {
    mean[at]! += weight(part) * partials[centre]!;
  });
  eachShare(shape, (at, _first, _end, [centre, squares], part) => {
    variance[at]! += partials[squares]! / count + weight(part) * (partials[centre]! - mean[at]!) ** 2;
  });
}

/** y = (x − mean) / √(variance + epsilon) · weight + bias. */
export function forward(
  { x, mean, variance, weight, bias, y }: Record<'x' | 'mean' | 'variance' | 'weight' | 'bias' | 'y', Vector>,
  shape: Groups & { epsilon: number },
): void {
  eachChannel(shape, (at, first, end, channel) => {
    const root = Math.sqrt(variance[at]! + shape.epsilon);
    for (let i = first; i < end; i += shape.channels) {
      y[i] = ((x[i]! - mean[at]!) / root) * weight[channel]! + bias[channel]!;
    }
  });
}

/** Σ d_y and Σ d_y · x̂ of each share of a group's pixels. */
export function d_sums(
  { d_y, x, mean, variance, partials }: Record<'d_y' | 'x' | 'mean' | 'variance' | 'partials', Vector>,
  shape: Sharing & { epsilon: number },
): void {
  const step = shape.parts * shape.channels;
  eachShare(shape, (at, first, end, to) => {
    const root = Math.sqrt(variance[at]! + shape.epsilon);
    partials[to[0]] = total(first, end, step, (i) => d_y[i]!);
    partials[to[1]] = total(first, end, step, (i) => (d_y[i]! * (x[i]! - mean[at]!)) / root);
  });
}

/** Σ d_y and Σ d_y · x̂ of each group from those of its shares. */
export function d_finish(
  { partials, sums, along }: Record<'partials' | 'sums' | 'along', Vector>,
  { outer, channels, parts }: Omit<Sharing, 'count'>,
): void {
  sums.fill(0, 0, outer * channels);
  along.fill(0, 0, outer * channels);
  eachShare({ outer, channels, parts, count: 1 }, (at, _first, _end, [sum, product]) => {
    sums[at]! += partials[sum]!;
    along[at]! += partials[product]!;
  });
}

/** d_x = weight / √(variance + epsilon) · (d_y − (Σ d_y + x̂ · Σ d_y · x̂) / count). */
export function d_input(
  buffers: Record<'d_y' | 'x' | 'mean' | 'variance' | 'weight' | 'sums' | 'along' | 'd_x', Vector>,
  shape: Groups & { epsilon: number },
): void {
  const { d_y, x, mean, variance, weight, sums, along, d_x } = buffers;
  eachChannel(shape, (at, first, end, channel) => {
    const root = Math.sqrt(variance[at]! + shape.epsilon);
    for (let i = first; i < end; i += shape.channels) {
      const normalised = (x[i]! - mean[at]!) / root;
      d_x[i] = (weight[channel]! / root) * (d_y[i]! - (sums[at]! + normalised * along[at]!) / shape.count);
    }
  });
}

/** d_x = d_y · weight / √(variance + epsilon). */
export function d_input_frozen(
  { d_y, variance, weight, d_x }: Record<'d_y' | 'variance' | 'weight' | 'd_x', Vector>,
  { count, channels, epsilon }: Omit<Groups, 'outer'> & { epsilon: number },
): void {
  eachChannel({ outer: 1, count, channels }, (at, first, end) => {
    for (let i = first; i < end; i += channels) d_x[i] = (d_y[i]! * weight[at]!) / Math.sqrt(variance[at]! + epsilon);
  });
}
