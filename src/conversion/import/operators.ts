import { activationOperators } from './activations.js';
import { arithmeticOperators } from './arithmetic.js';
import { concatOperators } from './concat.js';
import { convOperators } from './conv.js';
import { gemmOperators } from './gemm.js';
import { matMulOperators } from './matmul.js';
import { normalisationOperators } from './normalisation.js';
import type { Operators } from './operator.js';
import { padOperators } from './pad.js';
import { passOperators } from './pass.js';
import { poolOperators } from './pool.js';
import { reduceOperators } from './reduce.js';
import { reshapeOperators } from './reshape.js';
import { sliceOperators } from './slice.js';
import { softmaxOperators } from './softmax.js';

/** Every ONNX operator that becomes nodes of an encoder, by ONNX's name. */
export const operators: Operators = {
  ...convOperators,
  ...gemmOperators,
  ...matMulOperators,
  ...arithmeticOperators,
  ...activationOperators,
  ...softmaxOperators,
  ...normalisationOperators,
  ...poolOperators,
  ...padOperators,
  ...reshapeOperators,
  ...passOperators,
  ...concatOperators,
  ...sliceOperators,
  ...reduceOperators,
};
