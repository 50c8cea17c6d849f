import { type Dispatch, foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import { summingLanes } from './lanes.js';
import type { Groups } from './spatial.js';
import { lanesOf } from './units.js';
import type { Window } from './window.js';

/** Units side by side that a workgroup takes: a GPU's cache line holds eight quads. */
const MOST_ACROSS = 8;

/** How a global pool is cut: few units a workgroup, so that its other lanes share their pixels. */
export function cutGroups(
  recorder: Recorder,
  { outer, channels }: Groups,
  workgroup = summingLanes(recorder.target),
): Pick<Dispatch, 'workgroups' | 'overrides'> {
  const units = channels / lanesOf(channels);
  const across = Math.min(2 ** Math.ceil(Math.log2(units)), MOST_ACROSS, workgroup);
  return {
    workgroups: foldedGroups(outer * groups(units, across), 1, recorder.target),
    overrides: { WORKGROUP: workgroup, ACROSS: across },
  };
}

/** The one window of a global pool over its pixels as a series: its backward is that of a pool. */
export function wholeWindow({ outer, count, channels }: Groups): Window {
  const one = [1, 1] as const;
  const none = [0, 0] as const;
  const all = [1, count] as const;
  const steps = { strides: one, dilations: one, padsBegin: none, padsEnd: none };
  return { pictures: outer, channels, input: all, output: one, kernel: all, ...steps };
}
