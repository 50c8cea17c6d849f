import * as adam from './adam.js';
import * as adamw from './adamw.js';
import * as add from './add.js';
import * as augment from './augment.js';
import * as averagePool from './average_pool.js';
import * as batchNorm from './batch_norm.js';
import * as binary from './binary.js';
import * as channelNorm from './channel_norm.js';
import * as chunkSum from './chunk_sum.js';
import * as contrastive from './contrastive.js';
import * as conv from './conv.js';
import * as crossBatch from './cross_batch.js';
import * as crossEntropy from './cross_entropy.js';
import * as depthwiseConv from './depthwise_conv.js';
import * as distances from './distances.js';
import * as distillation from './distillation.js';
import * as dropout from './dropout.js';
import * as fusedActivation from './fused_activation.js';
import * as gather from './gather.js';
import * as globalAveragePool from './global_average_pool.js';
import * as globalMaxPool from './global_max_pool.js';
import * as gradNorm from './grad_norm.js';
import * as guard from './guard.js';
import * as hardest from './hardest.js';
import * as l2Normalize from './l2_normalize.js';
import * as layerNorm from './layer_norm.js';
import * as linear from './linear.js';
import * as lpNormalize from './lp_normalize.js';
import * as matmul from './matmul.js';
import * as maxPool from './max_pool.js';
import * as mining from './mining.js';
import * as movingAverage from './moving_average.js';
import * as multiSimilarity from './multi_similarity.js';
import * as noise from './noise.js';
import * as pad from './pad.js';
import * as pairLoss from './pair_loss.js';
import * as pairs from './pairs.js';
import * as prelu from './prelu.js';
import * as reduce from './reduce.js';
import * as relu from './relu.js';
import * as sgd from './sgd.js';
import * as softmax from './softmax.js';
import * as strided from './strided.js';
import * as supervisedContrastive from './supervised_contrastive.js';
import * as topK from './top_k.js';
import * as triplet from './triplet.js';
import type { Twins } from './twin.js';
import * as unary from './unary.js';
import * as verifier from './verifier.js';

/** Every kernel's twin under the kernel's name. */
export const twins: Twins = {
  'linear.forward': linear.forward,
  'linear.forward_direct': linear.forward,
  'linear.forward_quads': linear.forward,
  'linear.d_input': linear.d_input,
  'linear.d_input_direct': linear.d_input,
  'linear.d_input_quads': linear.d_input,
  'linear.d_weight': linear.d_weight,
  'linear.d_weight_direct': linear.d_weight,
  'linear.d_weight_quads': linear.d_weight,
  'linear.d_bias': linear.d_bias,
  'conv.forward': conv.forward,
  'conv.forward_direct': conv.forward,
  'conv.forward_quads': conv.forward,
  'conv.d_input': conv.d_input,
  'conv.d_input_direct': conv.d_input,
  'conv.d_input_quads': conv.d_input,
  'conv.d_weight': conv.d_weight,
  'conv.d_weight_direct': conv.d_weight,
  'conv.d_weight_quads': conv.d_weight,
  'depthwise_conv.forward': depthwiseConv.forward,
  'depthwise_conv.forward_quads': depthwiseConv.forward,
  'depthwise_conv.forward_slide': depthwiseConv.forward,
  'depthwise_conv.d_input': depthwiseConv.d_input,
  'depthwise_conv.d_input_quads': depthwiseConv.d_input,
  'depthwise_conv.d_input_slide': depthwiseConv.d_input,
  'depthwise_conv.d_weight': depthwiseConv.d_weight,
  'depthwise_conv.d_weight_quads': depthwiseConv.d_weight,
  'depthwise_conv.d_weight_slide': depthwiseConv.d_weight,
  'fused_activation.forward': fusedActivation.forward,
  'fused_activation.forward_quads': fusedActivation.forward,
  'fused_activation.d_input': fusedActivation.d_input,
  'fused_activation.d_input_quads': fusedActivation.d_input,
  'chunk_sum.accumulate': chunkSum.accumulate,
  'distances.forward': distances.forward,
  'distances.cosine': distances.cosine,
  'distances.d_embeddings': distances.d_embeddings,
  'mining.batch_all': mining.batch_all,
  'mining.batch_hard': mining.batch_hard,
  'mining.distance_weighted': mining.distance_weighted,
  'mining.easy_positive': mining.easy_positive,
  'mining.random': mining.random,
  'mining.semi_hard': mining.semi_hard,
  'triplet.forward': triplet.forward,
  'triplet.reduce': triplet.reduce,
  'triplet.d_distances': triplet.d_distances,
  'pairs.all': pairs.all,
  'pairs.mined': pairs.mined,
  'pair_loss.reduce': pairLoss.reduce,
  'contrastive.forward': contrastive.forward,
  'contrastive.d_distances': contrastive.d_distances,
  'multi_similarity.forward': multiSimilarity.forward,
  'multi_similarity.d_distances': multiSimilarity.d_distances,
  'supervised_contrastive.forward': supervisedContrastive.forward,
  'supervised_contrastive.d_distances': supervisedContrastive.d_distances,
  'cross_entropy.forward': crossEntropy.forward,
  'cross_entropy.d_logits': crossEntropy.d_logits,
  'verifier.forward': verifier.forward,
  'verifier.d_embeddings': verifier.d_embeddings,
  'verifier.d_weights': verifier.d_weights,
  'top_k.scan': topK.scan,
  'top_k.merge': topK.merge,
  'add.forward': add.forward,
  'binary.forward': binary.forward,
  'binary.forward_repeated': binary.forward_repeated,
  'binary.forward_strided': binary.forward_strided,
  'binary.d_sums': binary.d_sums,
  'binary.d_finish': binary.d_finish,
  'unary.forward': unary.forward,
  'unary.d_input': unary.d_input,
  'relu.forward': relu.forward,
  'relu.d_input': relu.d_input,
  'prelu.forward': prelu.forward,
  'prelu.d_input': prelu.d_input,
  'prelu.d_slope': prelu.d_slope,
  'layer_norm.forward': layerNorm.forward,
  'layer_norm.d_input': layerNorm.d_input,
  'layer_norm.d_weight': layerNorm.d_weight,
  'batch_norm.running': batchNorm.running,
  'channel_norm.moments': channelNorm.moments,
  'channel_norm.moments_quads': channelNorm.moments,
  'channel_norm.finish': channelNorm.finish,
  'channel_norm.forward': channelNorm.forward,
  'channel_norm.forward_quads': channelNorm.forward,
  'channel_norm.d_sums': channelNorm.d_sums,
  'channel_norm.d_sums_quads': channelNorm.d_sums,
  'channel_norm.d_finish': channelNorm.d_finish,
  'channel_norm.d_input': channelNorm.d_input,
  'channel_norm.d_input_quads': channelNorm.d_input,
  'channel_norm.d_input_frozen': channelNorm.d_input_frozen,
  'channel_norm.d_input_frozen_quads': channelNorm.d_input_frozen,
  'average_pool.forward': averagePool.forward,
  'average_pool.forward_quads': averagePool.forward,
  'average_pool.d_input': averagePool.d_input,
  'average_pool.d_input_quads': averagePool.d_input,
  'max_pool.forward': maxPool.forward,
  'max_pool.forward_quads': maxPool.forward,
  'max_pool.d_input': maxPool.d_input,
  'max_pool.d_input_quads': maxPool.d_input,
  'global_average_pool.forward': globalAveragePool.forward,
  'global_average_pool.forward_quads': globalAveragePool.forward,
  'global_max_pool.forward': globalMaxPool.forward,
  'global_max_pool.forward_quads': globalMaxPool.forward,
  'l2_normalize.forward': l2Normalize.forward,
  'l2_normalize.d_input': l2Normalize.d_input,
  'guard.forward': guard.forward,
  'hardest.scan': hardest.scan,
  'hardest.scan_direct': hardest.scan,
  'augment.forward': augment.forward,
  'dropout.forward': dropout.forward,
  'noise.forward': noise.forward,
  'cross_batch.remember': crossBatch.remember,
  'gather.forward': gather.forward,
  'grad_norm.partial': gradNorm.partial,
  'grad_norm.finish': gradNorm.finish,
  'sgd.update': sgd.update,
  'adam.update': adam.update,
  'adamw.update': adamw.update,
  'moving_average.update': movingAverage.update,
  'distillation.d_embeddings': distillation.d_embeddings,
  'strided.gather': strided.gather,
  'strided.gather_quads': strided.gather_quads,
  'strided.scatter': strided.scatter,
  'strided.scatter_quads': strided.scatter_quads,
  'softmax.forward': softmax.forward,
  'softmax.d_input': softmax.d_input,
  'lp_normalize.forward': lpNormalize.forward,
  'lp_normalize.d_input': lpNormalize.d_input,
  'reduce.forward': reduce.forward,
  'reduce.d_input': reduce.d_input,
  'reduce.d_input_l2': reduce.d_input_l2,
  'pad.forward': pad.forward,
  'pad.d_input': pad.d_input,
  'matmul.forward': matmul.forward,
  'matmul.forward_direct': matmul.forward,
};
