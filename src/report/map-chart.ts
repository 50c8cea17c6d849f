import { dot, label, linear, type Point, plot } from './plot.js';
import type { MapPoint } from './report.js';

/** Room that a name takes in units of the drawing, a letter at a time. */
const LETTER = 5.5;
const LINE = 11;
/** The farthest dot stays away from the frame. */
const MARGIN = 1.03;
/** Letters of a name that are shown; all of it stands at each dot, when it is pointed at. */
const MOST_LETTERS = 14;

/** Embeddings in a plane, a colour for each identity, and their names as far as there is room. */
export function mapChart(map: readonly MapPoint[]): string {
  const groups = new Map<string, MapPoint[]>();
  for (const point of map) groups.set(point.identity, [...(groups.get(point.identity) ?? []), point]);
  const axis = (name: string, values: readonly number[]) => {
    const reach = MARGIN * Math.max(...values.map(Math.abs), 1e-9);
    return linear(name, -reach, reach, []);
  };
  const axes = {
    x: axis(
      'first principal component',
      map.map(({ x }) => x),
    ),
    y: axis(
      'second',
      map.map(({ y }) => y),
    ),
  };
  const hues = new Map([...groups.keys()].map((identity, at) => [identity, (at * 360) / groups.size]));
  const dots = map.map((point) => dot(axes, point, point.identity, hues.get(point.identity)));
  const names = [...groups].map(([identity, points]) => ({ text: shortened(identity), ...middle(points) }));
  return plot('Map of the embeddings, a colour for each identity', axes, [
    ...dots,
    ...label(axes, names, LETTER, LINE),
  ]);
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= MOST_LETTERS ? name : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}

function middle(points: readonly Point[]): Point {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}
