import { KinfoldError } from '../errors.js';
import { type Box, overlap } from './boxes.js';

/** Boxes that overlap at least this much (intersection over union) in two frames can be one face; two faces of one frame overlap less. */
const MIN_OVERLAP = 0.3;
/** A face that more frames in a row than this do not show gets another number when it comes back. */
const MAX_MISSED = 2;
/** Likewise one that was not seen for more milliseconds. */
const MAX_GAP = 1000;

/** Numbers faces from frame to frame. */
export interface Tracker {
  /**
   * Numbers the faces of the next frame. A face keeps its number only if its place leaves no doubt: where two faces could be one of
   * the frame before, or one could be two, all of them get other numbers, so that two people never share one.
   * @param time of the frame, in ms; never smaller than that of the frame before.
   * @returns a number for each box, from 0; none is ever given again.
   * @throws `argument-invalid` for a time that runs backwards or is not finite.
   */
  update(boxes: readonly Box[], time: number): number[];
}

interface Track {
  readonly number: number;
  readonly box: Box;
  readonly time: number;
  readonly missed: number;
}

/** Makes a {@link Tracker} that has seen nothing yet. */
export function createTracker(): Tracker {
  let next = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let tracks: readonly Track[] = [];
  return {
    update: (boxes, time) => {
      if (!(time >= latest && Number.isFinite(time))) {
        throw new KinfoldError(
          'argument-invalid',
          `Tracker.update: got a frame of ${time} ms after one of ${latest}; hand frames in in the order of capture`,
        );
      }
      latest = time;
      const alive = tracks.filter((track) => time - track.time <= MAX_GAP);
      const numbers = boxes.map((box) => onlyMatch(box, boxes, alive) ?? next++);
      const seen = boxes.map((box, index) => ({ number: numbers[index]!, box, time, missed: 0 }));
      // A face that could have been seen, but as one of several, is not waited for.
      const unseen = alive.filter(({ box, missed }) => missed < MAX_MISSED && !boxes.some((other) => fits(box, other)));
      tracks = [...seen, ...unseen.map((track) => ({ ...track, missed: track.missed + 1 }))];
      return numbers;
    },
  };
}

/** The number of the one track that a box continues, if no other box could. */
function onlyMatch(box: Box, boxes: readonly Box[], tracks: readonly Track[]): number | undefined {
  const [track, ...others] = tracks.filter((each) => fits(each.box, box));
  if (!track || others.length > 0) return undefined;
  return boxes.filter((each) => fits(track.box, each)).length === 1 ? track.number : undefined;
}

const fits = (a: Box, b: Box): boolean => overlap(a, b) >= MIN_OVERLAP;
