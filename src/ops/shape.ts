import { shapeMismatch } from '../errors.js';
import { elements, type Shape } from './node.js';

/** A tensor seen as rows of its last axis. */
export interface RowShape {
  readonly rows: number;
  readonly width: number;
}

/** `rows` pictures of `shape` each, seen as rows of the last axis. */
export function rowShape(rows: number, shape: Shape): RowShape {
  const width = shape.at(-1) ?? 1;
  return { rows: (rows * elements(shape)) / width, width };
}

/** Shape of the one input of an op that keeps it; throws `shape-mismatch` naming the node. */
export function onlyInput(name: string, inputs: readonly Shape[]): Shape {
  const [input] = inputs;
  if (inputs.length === 1 && input && input.length > 0 && elements(input) > 0) return input;
  throw shapeMismatch(name, inputs.flat(), ['width'], `it takes one input with elements, got ${inputs.length}`);
}
