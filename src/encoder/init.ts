import type { Random } from '../cpu/random.js';
import type { Parameter } from './graph.js';

/**
 * How a parameter starts. `he`: normal with variance 2 / inputs (K. He et al., 2015, arXiv:1502.01852), for the layers before a
 * ReLU. `glorot`: uniform with variance 2 / (inputs + outputs) (X. Glorot and Y. Bengio, 2010), for those before a symmetric
 * activation or none. Inputs and outputs are counted with the kernel's positions.
 */
export type Initialiser =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'he' }
  | { readonly kind: 'glorot' };

/** What an op's role starts as when the graph does not say. */
const conventions: Readonly<Record<string, Initialiser>> = {
  'linear.weight': { kind: 'he' },
  'conv.weight': { kind: 'he' },
  'depthwiseConv.weight': { kind: 'he' },
  'linear.slope': { kind: 'constant', value: 0.25 },
  'conv.slope': { kind: 'constant', value: 0.25 },
  'depthwiseConv.slope': { kind: 'constant', value: 0.25 },
  'prelu.slope': { kind: 'constant', value: 0.25 },
  'layerNorm.weight': { kind: 'ones' },
  'batchNorm.weight': { kind: 'ones' },
  'batchNorm.variance': { kind: 'ones' },
  'instanceNorm.weight': { kind: 'ones' },
};

/** Starting values, the same for the same seed whatever the order of the graph's other parameters. */
export function initialise(parameter: Parameter, random: Random): Float32Array {
  const init = parameter.init ?? conventions[`${parameter.op}.${parameter.role}`] ?? { kind: 'zeros' };
  const values = new Float32Array(parameter.length);
  const own = random.fork(parameter.name);
  const { inputs, outputs } = fans(parameter);
  switch (init.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(init.value);
    case 'he': {
      const deviation = Math.sqrt(2 / inputs);
      return values.map(() => own.normal() * deviation);
    }
    case 'glorot': {
      const bound = Math.sqrt(6 / (inputs + outputs));
      return values.map(() => (2 * own.uniform() - 1) * bound);
    }
  }
}

/** Numbers that one output is a sum of, and outputs that one input goes into; of a grouped product if it had one group, as in PyTorch. */
function fans({ op, shape, length }: Parameter): { inputs: number; outputs: number } {
  const last = shape.at(-1) ?? 1;
  // [kernel …, channels · multiplier]: every channel is for itself.
  if (op === 'depthwiseConv') return { inputs: length / last, outputs: length / last };
  // [outputs, kernel …, inputs]
  return { inputs: length / (shape[0] ?? 1), outputs: length / last };
}
