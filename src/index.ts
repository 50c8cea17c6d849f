// The public names of a page. Everything here is free of side effects, so that a bundler keeps only what is used.
export { type ModelCard, parseCard } from './backbone/card.js';
export { trialCards } from './backbone/cards.js';
export { cleanCards } from './backbone/clean-cards.js';
export type { LoadedModel } from './backbone/load.js';
export type { Augmentation } from './cpu/augmentation.js';
export type {
  CalibratedDecision,
  CalibrateOptions,
  Calibration,
  DriftReport,
  FarPromise,
  OperatingThreshold,
  Tail,
} from './engine/calibration.js';
export { createEngine } from './engine/create.js';
export type { Trainable } from './engine/network.js';
export type { EngineOptions, Environment, ModelSource } from './engine/options.js';
export type { Correction, Moved, MovedPair, Side, TellOptions, TellReport } from './engine/telling.js';
export type { Templates } from './engine/templates.js';
export type {
  CallOptions,
  Candidate,
  DecisionOptions,
  Embedding,
  Engine,
  EngineInfo,
  Enrolment,
  Identification,
  PairHistograms,
  Probe,
  TeachReport,
  Verification,
  Weighed,
} from './engine/types.js';
export { KinfoldError, type KinfoldErrorCode } from './errors.js';
export type { FacePolicy } from './face/faces.js';
export type { Decoder } from './face/network.js';
export type { DecodePicture, Picture, Pixels } from './image/picture.js';
export type { TensorSpec } from './image/tensor.js';
export type { Rate } from './metric/calibration/grouped.js';
export type { Separation } from './metric/evaluation/separation.js';
export type { Loss } from './metric/objective/loss.js';
export type { PairLoss } from './metric/objective/pair-loss.js';
export type { Histogram } from './metric/statistics/histogram.js';
export type { Interval } from './metric/statistics/intervals.js';
export type { Distance } from './ops/distances.js';
export type { Miner } from './ops/mining.js';
export type { Reducer } from './ops/reducer.js';
export type { TripletLoss } from './ops/triplet.js';
export type { OptimiserName } from './train/optimiser.js';
export type { TeachEvent, TeachOptions, TeachProgress, TrainOptions } from './train/options.js';
export type { Schedule } from './train/schedule.js';
export type { Score } from './train/score.js';
export type { Trained } from './train/training.js';
export type { Judgement, Verdict } from './train/verdict.js';
export { type ConnectOptions, connect } from './worker/client.js';
