import { node as add } from './add.js';
import { node as l2Normalize } from './l2_normalize.js';
import { node as layerNorm } from './layer_norm.js';
import { node as linear } from './linear.js';
import type { NodeOp } from './node.js';
import { node as noise } from './noise.js';
import { node as prelu } from './prelu.js';
import { node as relu } from './relu.js';

/** Every op that can be a node of an encoder, by the name that a graph and a save file give it. */
export const nodeOps: Readonly<Record<string, NodeOp>> = { linear, add, relu, prelu, layerNorm, l2Normalize, noise };
