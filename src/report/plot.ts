import { escapeHtml } from './escape.js';

/** Where a plot has its numbers, in units of the drawing. */
const WIDTH = 360;
const HEIGHT = 260;
const FRAME = { left: 52, right: 18, top: 10, bottom: 38 };

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** An axis: places in [0, 1] by `place`, which is undefined for values that are not shown. */
export interface Axis {
  readonly label: string;
  readonly ticks: readonly Tick[];
  readonly place: (value: number) => number | undefined;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From `from` to `to`, evenly. Values beyond an end, and what is no number, are not shown. */
export function linear(label: string, from: number, to: number, ticks: readonly Tick[]): Axis {
  const place = (value: number) => (value >= from && value <= to ? (value - from) / (to - from) : undefined);
  return { label, ticks, place };
}

/** From `from`, above 0, to `to`, powers of ten evenly. */
export function logarithmic(label: string, from: number, to: number, ticks: readonly Tick[]): Axis {
  const { place } = linear(label, Math.log(from), Math.log(to), []);
  return { label, ticks, place: (value) => (value > 0 ? place(Math.log(value)) : undefined) };
}

/** Draws marks in a frame with axes. `title` says what a reader who cannot see it misses. */
export function plot(
  title: string,
  { x, y }: { readonly x: Axis; readonly y: Axis },
  marks: readonly string[],
): string {
  const [right, bottom] = [WIDTH - FRAME.right, HEIGHT - FRAME.bottom];
  const lines = [
    ...x.ticks.map(({ at, text }) => {
      const place = across(x, at);
      return place === undefined
        ? ''
        : `<path class="grid" d="M${place} ${FRAME.top}V${bottom}"/><text x="${place}" y="${bottom + 14}" text-anchor="middle">${escapeHtml(text)}</text>`;
    }),
    ...y.ticks.map(({ at, text }) => {
      const place = down(y, at);
      return place === undefined
        ? ''
        : `<path class="grid" d="M${FRAME.left} ${place}H${right}"/><text x="${FRAME.left - 5}" y="${place + 3}" text-anchor="end">${escapeHtml(text)}</text>`;
    }),
  ];
  const middle = (FRAME.top + bottom) / 2;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">`,
    ...lines,
    ...marks,
    `<text x="${(FRAME.left + right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(x.label)}</text>`,
    `<text x="11" y="${middle}" text-anchor="middle" transform="rotate(-90 11 ${middle})">${escapeHtml(y.label)}</text>`,
    '</svg>',
  ].join('');
}

/** A line through points; where one is not shown the line breaks. `steps`: along x first, then along y. */
export function line(
  series: string,
  axes: { readonly x: Axis; readonly y: Axis },
  points: readonly Point[],
  steps = false,
): string {
  let path = '';
  let drawn = false;
  for (const point of points) {
    const [x, y] = [across(axes.x, point.x), down(axes.y, point.y)];
    if (x === undefined || y === undefined) drawn = false;
    else {
      path += drawn ? (steps ? `H${x}V${y}` : `L${x} ${y}`) : `M${x} ${y}`;
      drawn = true;
    }
  }
  return `<path class="line ${series}" d="${path}"/>`;
}

/** Bars from the bottom, side by side over `edges`. */
export function bars(
  series: string,
  axes: { readonly x: Axis; readonly y: Axis },
  edges: readonly number[],
  heights: readonly number[],
): string {
  const bottom = HEIGHT - FRAME.bottom;
  const path = heights.map((height, i) => {
    const [from, to, top] = [across(axes.x, edges[i]!), across(axes.x, edges[i + 1]!), down(axes.y, height)];
    return height > 0 && from !== undefined && to !== undefined && top !== undefined
      ? `M${from} ${bottom}V${top}H${to}V${bottom}Z`
      : '';
  });
  return `<path class="bar ${series}" d="${path.join('')}"/>`;
}

/** A dot with a text that shows when it is pointed at. `hue` in degrees; an attribute, which a policy on styles does not forbid. */
export function dot(axes: { readonly x: Axis; readonly y: Axis }, { x, y }: Point, text: string, hue?: number): string {
  const [cx, cy] = [across(axes.x, x), down(axes.y, y)];
  if (cx === undefined || cy === undefined) return '';
  const colour = hue === undefined ? ' class="point"' : ` class="mapped" fill="hsl(${Math.round(hue)} 70% 50%)"`;
  return `<circle${colour} cx="${cx}" cy="${cy}" r="2.5"><title>${escapeHtml(text)}</title></circle>`;
}

/**
 * Texts around points, `size` wide a letter and `height` high. Where one would lie upon an earlier one it is tried above and below, and
 * else left out.
 */
export function label(
  axes: { readonly x: Axis; readonly y: Axis },
  texts: readonly (Point & { readonly text: string })[],
  size: number,
  height: number,
): string[] {
  const taken: { readonly left: number; readonly right: number; readonly middle: number }[] = [];
  return texts.flatMap(({ x, y, text }) => {
    const [cx, cy] = [across(axes.x, x), down(axes.y, y)];
    if (cx === undefined || cy === undefined) return [];
    const half = ([...text].length * size) / 2;
    const at = Math.min(Math.max(cx, FRAME.left + half), WIDTH - FRAME.right - half);
    const [left, right] = [at - half, at + half];
    const isFree = (middle: number) =>
      taken.every((other) => right < other.left || other.right < left || Math.abs(other.middle - middle) >= height);
    const middle = [cy, cy - height, cy + height].find(isFree);
    if (middle === undefined) return [];
    taken.push({ left, right, middle });
    return `<text class="name" x="${rounded(at)}" y="${rounded(middle + height / 3)}" text-anchor="middle">${escapeHtml(text)}</text>`;
  });
}

const rounded = (value: number) => Math.round(value * 10) / 10;

function across(axis: Axis, value: number): number | undefined {
  const place = axis.place(value);
  return place === undefined ? undefined : rounded(FRAME.left + place * (WIDTH - FRAME.left - FRAME.right));
}

function down(axis: Axis, value: number): number | undefined {
  const place = axis.place(value);
  const bottom = HEIGHT - FRAME.bottom;
  return place === undefined ? undefined : rounded(bottom - place * (bottom - FRAME.top));
}
