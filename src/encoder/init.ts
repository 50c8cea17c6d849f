import type { Random } from '../cpu/random.js';
import type { Parameter } from './graph.js';

/** How a parameter starts. `he`: normal with variance 2 / inputs (He et al. 2015, arXiv:1502.01852), for the layers before a ReLU. */
export type Initialiser =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'he' };

/** What an op's role starts as when the graph does not say. */
const conventions: Readonly<Record<string, Initialiser>> = {
  'linear.weight': { kind: 'he' },
  'prelu.slope': { kind: 'constant', value: 0.25 },
  'layerNorm.weight': { kind: 'ones' },
};

/** Starting values, the same for the same seed whatever the order of the graph's other parameters. */
export function initialise(parameter: Parameter, random: Random): Float32Array {
  const init = parameter.init ?? conventions[`${parameter.op}.${parameter.role}`] ?? { kind: 'zeros' };
  const values = new Float32Array(parameter.length);
  switch (init.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(init.value);
    case 'he': {
      const own = random.fork(parameter.name);
      const deviation = Math.sqrt(2 / (parameter.length / parameter.shape[0]!));
      for (let i = 0; i < values.length; i++) values[i] = own.normal() * deviation;
      return values;
    }
  }
}
