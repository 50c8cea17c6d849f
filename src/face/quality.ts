/** Why a face is not fit for recognition. */
export type QualityFault =
  | 'too-far'
  | 'too-close'
  | 'cut-off'
  | 'turned'
  | 'tilted'
  | 'blurred'
  | 'too-dark'
  | 'too-bright'
  | 'low-contrast'
  | 'eyes-closed'
  | 'covered';

/** How fit a face is for recognition. */
export interface Quality {
  /** Empty if it is fit; the one to mend first comes first. */
  readonly faults: readonly QualityFault[];
}
