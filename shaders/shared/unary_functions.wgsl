// Which function of one variable unary.forward and unary.d_input compute. Known when the pipeline is made, so that the
// switch over it costs nothing. The numbers are the places in `unaryFunctions` of the twin.

override FUNCTION: u32 = 0u;

const LEAKY_RELU = 0u;
const CLIP = 1u;
const ELU = 2u;
const SIGMOID = 3u;
const HARD_SIGMOID = 4u;
const HARD_SWISH = 5u;
const TANH = 6u;
const SOFTPLUS = 7u;
const GELU = 8u;
const GELU_TANH = 9u;
const MISH = 10u;
const SQRT = 11u;
const EXP = 12u;
const LOG = 13u;
const ABS = 14u;
const RECIPROCAL = 15u;
const NEG = 16u;
