/**
 * How the losses of a batch become one.
 * - `sum`: their sum.
 * - `mean`: over all of them.
 * - `activeMean`: over those above zero; pytorch-metric-learning's `AvgNonZeroReducer`.
 *
 * A batch without a loss above zero has loss 0 and gradient 0 under each.
 */
export type Reducer = 'sum' | 'mean' | 'activeMean';

/** In the order of their numbers in the kernels' `Params`. */
export const reducers: readonly Reducer[] = ['sum', 'mean', 'activeMean'];
