import { type Alignment, ARCFACE, alignFace } from '../face/align.js';
import { type Candidate, visibleArea } from '../face/boxes.js';
import { detectFaces } from '../face/detect.js';
import { eyeOpenness } from '../face/eyes.js';
import { completeFace, type Face, type FaceNetworks } from '../face/faces.js';
import { type LivenessNetwork, scoreLiveness } from '../face/liveness/network.js';
import type { Observation, ObservedFace } from '../face/observation.js';
import { estimatePose } from '../face/pose.js';
import { assessQuality } from '../face/quality.js';
import { createTracker, type Tracker } from '../face/tracker.js';
import type { DecodePicture, Pixels } from '../image/picture.js';
import { Stopwatch } from './stopwatch.js';
import type { Frame } from './vision.js';

/**
 * Faces of a frame that are looked at, the largest ones: the time of a frame is bounded, and whoever decides refuses a frame with more than
 * one anyway.
 */
const MOST_FACES = 4;

/** What a pipeline runs on. */
export interface PipelineParts extends FaceNetworks {
  readonly liveness: readonly LivenessNetwork[];
  readonly alignment: Alignment;
  readonly minScore?: number;
  readonly decode: DecodePicture;
}

type Tracked = Candidate & { readonly track: number };
type Judged = Pick<ObservedFace, 'pose' | 'eyes' | 'quality'> & { readonly aligned: Pixels };

/** From frame to observation, one frame after the other. It follows faces, so it is for one camera. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #tracker: Tracker = createTracker();

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** @throws what `Vision.observe` throws. The frame stays open. */
  async look(frame: Frame, number: number, time: number): Promise<Observation> {
    const watch = new Stopwatch();
    const pixels = await watch.time('decode', () => this.#parts.decode(frame));
    const candidates = await watch.time('detect', () => this.#detect(pixels));
    const tracked = await watch.time('track', () => this.#follow(candidates, time));
    const found = await watch.time('landmarks', () =>
      inTurn(tracked, (each) => completeFace(this.#parts, pixels, each)),
    );
    const judged = await watch.time('quality', () => found.map((face) => judge(pixels, face)));
    const [largest] = found;
    const live = await watch.time('liveness', () => this.#scores(pixels, largest));
    const crop = await watch.time('align', () => largest && this.#crop(pixels, largest, judged[0]!.aligned));
    const faces = found.map(({ box, score, landmarks }, index): ObservedFace => {
      const isLargest = index === 0;
      const { track } = tracked[index]!;
      const { pose, eyes, quality } = judged[index]!;
      const seen = { track, box, score, landmarks, pose, eyes, quality };
      return { ...seen, live: isLargest ? live : {}, crop: isLargest ? crop! : null };
    });
    return { frame: number, time, width: pixels.width, height: pixels.height, faces, stages: watch.stages };
  }

  /** The largest first. */
  async #detect(pixels: Pixels): Promise<Candidate[]> {
    const { detector, minScore } = this.#parts;
    const found = await detectFaces(detector, pixels, minScore === undefined ? {} : { minScore });
    return found
      .map((candidate) => ({ candidate, area: visibleArea(candidate.box, pixels) }))
      .filter(({ area }) => area > 0)
      .sort((a, b) => b.area - a.area)
      .map(({ candidate }) => candidate);
  }

  #follow(candidates: readonly Candidate[], time: number): Tracked[] {
    const boxes = candidates.map(({ box }) => box);
    const tracks = this.#tracker.update(boxes, time);
    return candidates.slice(0, MOST_FACES).map((candidate, index) => ({ ...candidate, track: tracks[index]! }));
  }

  async #scores(pixels: Pixels, face: Face | undefined): Promise<Record<string, number>> {
    if (!face) return {};
    const scores = await inTurn(this.#parts.liveness, async (network) => {
      return [network.card.name, await scoreLiveness(network, pixels, face.box)] as const;
    });
    return Object.fromEntries(scores);
  }

  /** Most backbones take a face as the quality gate looks at it. */
  #crop(pixels: Pixels, { landmarks }: Face, aligned: Pixels): Pixels {
    const { alignment } = this.#parts;
    return alignment === ARCFACE ? aligned : alignFace(pixels, landmarks, alignment);
  }
}

function judge(pixels: Pixels, { landmarks, points68 }: Face): Judged {
  const pose = estimatePose(landmarks);
  const eyes = points68 && eyeOpenness(points68);
  const aligned = alignFace(pixels, landmarks);
  return { pose, eyes, quality: assessQuality(pixels, { landmarks, pose, eyes }, aligned), aligned };
}

/** One after the other: networks of one thread run one at a time anyway. */
async function inTurn<Item, Result>(items: readonly Item[], task: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await task(item));
  return results;
}
