import { createRandom } from '../../src/cpu/random.js';
import { eyeOpenness } from '../../src/face/eyes.js';
import type { Face } from '../../src/face/faces.js';
import { nosePlace } from '../../src/face/liveness/nose-place.js';
import { proportion } from '../../src/face/liveness/proportion.js';
import { estimatePose } from '../../src/face/pose.js';
import type { Pixels } from '../../src/image/picture.js';
import { openFinder, photographs } from './networks.js';
import { blur, emptyScene, hold, pixelsOf, sceneOf, sensorNoise } from './scene.js';

const TILTS = [-55, -40, -25, 0, 25, 40, 55];
/** The limits of how long a face may be for its width: of the depth watch, of a turn, and none. */
const LIMITS = [1.2, 1.3, Number.POSITIVE_INFINITY];

/** What a tilt makes of a face, compared with the same photograph held straight. */
interface Tilt {
  /** Degrees by which the face seems to turn. */
  readonly turn: number;
  /** How far the nose moves among the other points. */
  readonly nose: number;
  /** Factors of the proportion, and of the eyes' opening divided by it. */
  readonly length: number;
  readonly open: number;
}

/** Tilts photographs of LFW about both axes in front of a camera, near enough for strong perspective, and looks for faces. */
export async function measureMotion(count: number): Promise<{ side: Tilt[][]; nod: Tilt[][] }> {
  const find = await openFinder();
  const random = createRandom(3);
  const pictures = (await photographs('lfw40', 1)).slice(0, count);
  const tilted = (pixels: Pixels, yaw: number, pitch: number) => {
    const view = emptyScene(300, 300, [150, 146, 138]);
    hold(view, sceneOf(pixels), { yaw, pitch, roll: 0, size: 0.9, x: 0.5, y: 0.5 });
    const image = blur(view, 0.5);
    sensorNoise(image, 3, random);
    return find(pixelsOf(image));
  };
  const side: Tilt[][] = [];
  const nod: Tilt[][] = [];
  for (const { pixels } of pictures) {
    const straight = await tilted(pixels, 0, 0);
    if (!straight) continue;
    const compare = async (yaw: number, pitch: number) => {
      const face = await tilted(pixels, yaw, pitch);
      return face ? [difference(straight, face)] : [];
    };
    const rows: Tilt[][] = [[], []];
    for (const tilt of TILTS) {
      rows[0]!.push(...(await compare(tilt, 0)));
      if (Math.abs(tilt) < 50) rows[1]!.push(...(await compare(0, tilt)));
    }
    side.push(rows[0]!);
    nod.push(rows[1]!);
  }
  return { side, nod };
}

function difference(straight: Face, face: Face): Tilt {
  const yaw = ({ landmarks }: Face) => estimatePose(landmarks).yaw;
  const nose = ({ landmarks }: Face) => nosePlace(landmarks)?.x ?? Number.NaN;
  const open = ({ landmarks, points68 }: Face) => {
    const { left, right } = eyeOpenness(points68!);
    return (left + right) / proportion(landmarks);
  };
  return {
    turn: yaw(face) - yaw(straight),
    nose: nose(face) - nose(straight),
    length: proportion(face.landmarks) / proportion(straight.landmarks),
    open: open(face) / open(straight),
  };
}

export function formatMotion({ side, nod }: Awaited<ReturnType<typeof measureMotion>>): string {
  const spread = (numbers: readonly number[], digits: number) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(digits);
    return `${at(0.5)} | ${at(0.95)} | ${sorted.at(-1)!.toFixed(digits)}`;
  };
  const rows = LIMITS.flatMap((limit) => {
    const kept = side.map((tilts) => tilts.filter(({ length }) => length <= limit));
    const most = (of: (tilts: Tilt[]) => number) => kept.filter((tilts) => tilts.length > 1).map(of);
    const title = limit === Number.POSITIVE_INFINITY ? 'all tilts' : `not longer than ${limit}`;
    return [
      `| nose, range, ${title} | ${spread(
        most((tilts) => Math.max(...tilts.map((t) => t.nose)) - Math.min(...tilts.map((t) => t.nose))),
        2,
      )} |`,
      `| turn, degrees, ${title} | ${spread(
        most((tilts) => Math.max(...tilts.map((t) => Math.abs(t.turn)))),
        0,
      )} |`,
    ];
  });
  const closed = [...side, ...nod]
    .filter((tilts) => tilts.length > 0)
    .map((tilts) => 1 - Math.min(...tilts.map(({ open }) => open)));
  return [
    `| ${side.length} photographs | median | 95 % | most |`,
    '| --- | --- | --- | --- |',
    ...rows,
    `| eyes seem closed by | ${spread(closed, 2)} |`,
  ].join('\n');
}
