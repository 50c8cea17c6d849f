import * as arithmetic from './arithmetic.js';
import { node as augment } from './augment.js';
import { node as averagePool } from './average_pool.js';
import { node as batchNorm } from './batch_norm.js';
import { node as concat } from './concat.js';
import { node as conv } from './conv_node.js';
import { node as depthwiseConv } from './depthwise_conv_node.js';
import { node as dropout } from './dropout.js';
import { node as globalAveragePool } from './global_average_pool.js';
import { node as globalMaxPool } from './global_max_pool.js';
import { node as instanceNorm } from './instance_norm.js';
import { node as l2Normalize } from './l2_normalize.js';
import { node as layerNorm } from './layer_norm.js';
import { node as linear } from './linear.js';
import { node as lpNormalize } from './lp_normalize.js';
import { node as matmul } from './matmul.js';
import { node as maxPool } from './max_pool.js';
import type { NodeOp } from './node.js';
import { node as noise } from './noise.js';
import { node as pad } from './pad.js';
import { node as parameter } from './parameter.js';
import { node as prelu } from './prelu.js';
import { reduceL2, reduceMean, reduceSum } from './reductions.js';
import { node as relu } from './relu.js';
import { node as reshape } from './reshape.js';
import { node as slice } from './slice.js';
import { node as softmax } from './softmax.js';
import { node as transpose } from './transpose.js';
import * as unary from './unary.js';

/** Every op that can be a node of an encoder, by the name that a graph and a save file give it. */
export const nodeOps: Readonly<Record<string, NodeOp>> = {
  linear,
  conv,
  depthwiseConv,
  parameter,
  add: arithmetic.add,
  sub: arithmetic.sub,
  mul: arithmetic.mul,
  div: arithmetic.div,
  pow: arithmetic.pow,
  relu,
  prelu,
  leakyRelu: unary.leakyRelu,
  clip: unary.clip,
  elu: unary.elu,
  selu: unary.selu,
  sigmoid: unary.sigmoid,
  hardSigmoid: unary.hardSigmoid,
  hardSwish: unary.hardSwish,
  tanh: unary.tanh,
  softplus: unary.softplus,
  gelu: unary.gelu,
  mish: unary.mish,
  sqrt: unary.sqrt,
  exp: unary.exp,
  log: unary.log,
  neg: unary.neg,
  abs: unary.abs,
  reciprocal: unary.reciprocal,
  layerNorm,
  batchNorm,
  instanceNorm,
  averagePool,
  maxPool,
  globalAveragePool,
  globalMaxPool,
  l2Normalize,
  noise,
  dropout,
  augment,
  transpose,
  reshape,
  slice,
  concat,
  softmax,
  lpNormalize,
  reduceSum,
  reduceMean,
  reduceL2,
  pad,
  matmul,
};
