/**
 * How the losses of a batch become one.
 * - `sum`: their sum.
 * - `mean`: over all of them.
 * - `activeMean`: over those above zero; pytorch-metric-learning's `AvgNonZeroReducer`.
 * - `perAnchor`: first the mean over each anchor's, then over all anchors, of which one without any counts as 0;
 *   pytorch-metric-learning's `PerAnchorReducer`, for triplets too.
 *
 * Without a loss, loss and gradient are 0 under each.
 */
export type Reducer = 'sum' | 'mean' | 'activeMean' | 'perAnchor';

/** In the order of their numbers in the kernels' `Params`. */
export const reducers: readonly Reducer[] = ['sum', 'mean', 'activeMean', 'perAnchor'];
