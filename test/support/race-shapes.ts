import type { RaceSample } from './races.js';

/** Lanes of a workgroup: few, so that the interpreter takes seconds; the kernels' sizes are overrides. */
export const WORKGROUP = 8;

export const lanes = (params: RaceSample['params'], groups: RaceSample['groups'] = [2, 1, 1]): RaceSample => ({
  params,
  groups,
  overrides: { WORKGROUP },
});

export const blocks = (params: RaceSample['params'], groups: RaceSample['groups'] = [1, 1, 1]): RaceSample => ({
  params,
  groups,
  overrides: { SIDE: 4 },
});
