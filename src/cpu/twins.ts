import * as distances from './distances.js';
import * as linear from './linear.js';
import type { Twins } from './twin.js';

/** Every kernel's twin under the kernel's name. */
export const twins: Twins = {
  'linear.forward': linear.forward,
  'linear.d_input': linear.d_input,
  'linear.d_weight': linear.d_weight,
  'linear.d_bias': linear.d_bias,
  'distances.forward': distances.forward,
  'distances.d_embeddings': distances.d_embeddings,
};
