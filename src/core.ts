// What an engine is made of, for those who build their own: encoders, plans, training, measuring.
export { type Backbone, type ChangeInput, openBackbone } from './backbone/backbone.js';
export { type Model, openModel } from './backbone/model.js';
export type { Provider, RuntimeOptions } from './backbone/runtime.js';
export type { Session, SessionOptions } from './backbone/session.js';
export type { ParameterValues } from './conversion/export/writer.js';
export { appendEncoder, exportEncoder } from './conversion/export.js';
export { type ImportOptions, importEncoder } from './conversion/import.js';
export type { ImportedEncoder, Origin, Reader } from './conversion/imported.js';
export { createRandom, type Random, restoreRandom } from './cpu/random.js';
export {
  type Graph,
  type GraphNode,
  type Parameter,
  type ParameterGroup,
  type ResolvedGraph,
  resolveGraph,
} from './encoder/graph.js';
export { perceptron, type ResidualHead, residualHead } from './encoder/heads.js';
export type { Initialiser } from './encoder/init.js';
export * as layers from './encoder/layers.js';
export { type Layer, sequential } from './encoder/layers.js';
export { type GroupRange, Parameters } from './encoder/parameters.js';
export { type EncoderPlan, type PlanOptions, planEncoder } from './encoder/plan.js';
export { type DryRun, dryRun, formatDryRun } from './encoder/report.js';
export { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from './encoder/safetensors.js';
export { createEngine } from './engine/create.js';
export { KinfoldError, type KinfoldErrorCode } from './errors.js';
export { decideIdentify, type IdentifyDecision, type RankedIdentity } from './gallery/decide.js';
export { DeviceIndex, type DeviceIndexOptions } from './gallery/device-index.js';
export type {
  EmbeddingOrigin,
  RankedTemplate,
  Template,
  TemplateIndex,
  TemplateProbe,
} from './gallery/template-index.js';
export type { Backend, Counters, HostArray, Program, Target, TargetLimits } from './gpu/backend.js';
export type { OpenedDevice } from './gpu/device.js';
export { Gpu } from './gpu/gpu.js';
export type { Access, Kernel, ParamType } from './gpu/kernel.js';
export { type Clear, type Command, type Copy, type Dispatch, Recorder, type Workgroups } from './gpu/recorder.js';
export type { BufferSpec, ElementType, Layout, Slice } from './gpu/tensor.js';
export { farThreshold } from './metric/calibration/far-threshold.js';
export { acceptedRate, type GroupedDistances, type Rate, rejectedRate } from './metric/calibration/grouped.js';
export {
  cllr,
  cllrOfUnseen,
  fitLikelihood,
  type LikelihoodModel,
  log10LikelihoodRatio,
} from './metric/calibration/likelihood-ratio.js';
export { type Comparisons, compareAll } from './metric/comparisons/comparisons.js';
export { type ListedPair, type ListedPicture, listedFile, parsePairList } from './metric/comparisons/pair-list.js';
export { type PairDistances, pairDistances } from './metric/comparisons/pairs.js';
export { type CurvePoint, errorCurve } from './metric/evaluation/error-curve.js';
export { ErrorRates, type RatesAt, type TarAtFar } from './metric/evaluation/error-rates.js';
export { type Evaluation, evaluate } from './metric/evaluation/evaluation.js';
export { type Fold, type FoldAccuracy, foldAccuracy } from './metric/evaluation/folds.js';
export { type FnirAtFpir, fnirAtFpir, openSetSearches } from './metric/evaluation/open-set.js';
export { evaluatePad, type PadRate, type PadReport, type PadScores } from './metric/evaluation/pad.js';
export { type EmbeddingMap, embeddingMap } from './metric/evaluation/principal-components.js';
export { type Retrieval, retrieval } from './metric/evaluation/retrieval.js';
export { eer, type OperatingPoint, operatingPoint, smallestSupportedFar, tarAtFar } from './metric/evaluation/roc.js';
export { isBetter, type Separation, separation } from './metric/evaluation/separation.js';
export type { HardestNegatives } from './metric/mining/hard-identities.js';
export { dryRunHardestPairs, type HardestPairs, hardestPairs } from './metric/mining/hardest.js';
export type { HardestPairsDryRun } from './metric/mining/hardest-plan.js';
export type { Loss } from './metric/objective/loss.js';
export { type MetricLoss, type MetricLossOptions, metricLoss, type Triplets } from './metric/objective/metric-loss.js';
export type { ObjectiveBuffers, ObjectivePlan, ObjectiveRun } from './metric/objective/objective.js';
export type { PairLoss, PairLossOptions } from './metric/objective/pair-loss.js';
export type { Verifier } from './metric/objective/verifier.js';
export {
  type Batch,
  createSampler,
  type Sampler,
  type SamplerOptions,
  type SamplerState,
} from './metric/sampling/sampler.js';
export type { Estimate } from './metric/statistics/estimate.js';
export { type Histogram, type HistogramOptions, histogram } from './metric/statistics/histogram.js';
export { clopperPearson, type Interval, midP } from './metric/statistics/intervals.js';
export { type KolmogorovSmirnov, kolmogorovSmirnov } from './metric/statistics/kolmogorov-smirnov.js';
export { trainVerifier, type VerifierTrainingOptions } from './metric/verifier/training.js';
export { verify } from './metric/verifier/verify.js';
export type { OnnxAttribute } from './onnx/attribute.js';
export { freeBatch } from './onnx/free-batch.js';
export type { OnnxGraph, OnnxNode } from './onnx/graph.js';
export { type OnnxModel, readOnnx } from './onnx/read.js';
export { type SimplifyOptions, simplifyModel } from './onnx/simplify.js';
export { type SplitModel, splitModel } from './onnx/split.js';
export { type SplitPoint, splitPoints } from './onnx/split-points.js';
export type { OnnxTensor, OnnxType } from './onnx/tensor.js';
export type { OnnxValue } from './onnx/value.js';
export { writeOnnx } from './onnx/write.js';
export type { Distance } from './ops/distances.js';
export type { Miner } from './ops/mining.js';
export type { Attributes, Shape } from './ops/node.js';
export type { Reducer } from './ops/reducer.js';
export type { TripletLoss } from './ops/triplet.js';
export type { FeatureComparison } from './ops/verifier.js';
export { reportHtml } from './report/html.js';
export {
  type ComparedRows,
  type MeasuredPictures,
  type ReportOptions,
  reportOfPairs,
  reportOfSet,
} from './report/measure.js';
export type {
  ConfusedPair,
  FormerFigures,
  LeftOut,
  MapPoint,
  Provenance,
  Report,
  TrainingPoint,
} from './report/report.js';
export type { Average } from './train/average.js';
export type { BatchPlan } from './train/batch.js';
export type { CrossBatch } from './train/cross-batch.js';
export type { Pictures, Strangers, ToldPair, TrainingData } from './train/data.js';
export type { Optimiser, OptimiserOptions } from './train/optimiser.js';
export type { TeachEvent, TeachOptions, TeachProgress, TrainOptions } from './train/options.js';
export type { Score } from './train/score.js';
export { planStep, type StepOptions, type StepPlan } from './train/step.js';
export { train } from './train/trainer.js';
export type { Trained } from './train/training.js';
export type { Judgement, Verdict } from './train/verdict.js';
