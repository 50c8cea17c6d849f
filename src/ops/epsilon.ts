import { KinfoldError } from '../errors.js';
import { numberOf } from './attributes.js';
import type { Attributes } from './node.js';

/** What a normalisation adds to the variance: attribute `epsilon`, default 1e-5. @throws `argument-invalid` naming the node. */
export function epsilonOf(name: string, attributes: Attributes): number {
  const epsilon = numberOf(name, attributes, 'epsilon', 1e-5);
  // Below the smallest normal f32 the root's argument could be zero.
  if (epsilon >= 1e-30) return epsilon;
  throw new KinfoldError(
    'argument-invalid',
    `${name}: epsilon is ${epsilon}, expected at least 1e-30; the usual is 1e-5`,
  );
}
