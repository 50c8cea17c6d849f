import type { Decision, RefusalReason } from '../access/decision.js';
import type { LivenessAction, LivenessReason } from '../face/liveness/check.js';
import type { QualityFault } from '../face/quality.js';
import type { EnrolmentGuidance } from './enrolment.js';
import type { EnrolmentPose } from './poses.js';

/** What a person in front of the camera is told. Another language is another object of this shape. */
export interface GuidanceText {
  readonly guidance: Readonly<Record<Exclude<EnrolmentGuidance['kind'], 'quality' | 'action' | 'pose'>, string>>;
  readonly faults: Readonly<Record<QualityFault, string>>;
  readonly actions: Readonly<Record<LivenessAction, string>>;
  readonly poses: Readonly<Record<EnrolmentPose, string>>;
  readonly refusals: Readonly<Record<RefusalReason, string>>;
  readonly liveness: Readonly<Record<LivenessReason, string>>;
}

export const englishGuidance: GuidanceText = {
  guidance: {
    'no-face': 'Look at the camera',
    'several-faces': 'One person at a time, please',
    'another-face': 'This is another face',
    'hold-still': 'Hold still',
    wait: 'One moment',
  },
  faults: {
    'too-far': 'Come closer',
    'too-close': 'Step back a little',
    'cut-off': 'Move to the middle',
    turned: 'Look straight at the camera',
    tilted: 'Hold your head upright',
    blurred: 'Hold still',
    'too-dark': 'Too dark: turn towards the light',
    'too-bright': 'Too bright: turn from the light',
    'low-contrast': 'Too pale: turn from the light',
    'eyes-closed': 'Open your eyes',
    covered: 'Uncover your face',
  },
  actions: {
    'look-straight': 'Look straight at the camera',
    blink: 'Blink once',
    'turn-left': 'Turn your head to the left',
    'turn-right': 'Turn your head to the right',
  },
  poses: {
    straight: 'Look straight at the camera',
    left: 'Turn a little to the left',
    right: 'Turn a little to the right',
    up: 'Look up a little',
    down: 'Look down a little',
  },
  refusals: {
    unknown: 'This face is not known here.',
    'identity-changed': 'The pictures showed different people.',
    'no-face': 'There was no face to see.',
    'several-faces': 'There was more than one face. One person at a time, please.',
    quality: 'The picture was not good enough.',
    liveness: 'It could not be told that a living face was there.',
    'liveness-missing': 'It could not be told that a living face was there.',
    timeout: 'It took too long.',
    'stale-frame': 'The pictures came too late.',
    'clock-jump': 'The clock of this device was changed.',
    'locked-out': 'There were too many attempts. Wait a while.',
    'not-calibrated': 'This has to be calibrated first.',
    'gallery-empty': 'Nobody is enrolled.',
    'embedding-invalid': 'The face could not be read.',
    'device-lost': 'The graphics device went away. Please try again.',
    'worker-crashed': 'A part of this stopped. Please try again.',
    'store-untrusted': 'What is kept on this device cannot be trusted.',
    aborted: 'The attempt was ended.',
    failed: 'Something went wrong. Please try again.',
  },
  liveness: {
    spoof: 'It looks like a picture or a screen.',
    still: 'Nothing moved as a living face does.',
    flat: 'It moved like a flat picture.',
    'face-changed': 'Another face came in between.',
    'challenge-failed': 'What was asked for was not done.',
    timeout: 'It took too long to do what was asked for.',
    unavailable: 'A check that is asked for cannot run here.',
  },
};

/** The sentence for what a person should do next. */
export function guide(guidance: EnrolmentGuidance, text: GuidanceText = englishGuidance): string {
  switch (guidance.kind) {
    case 'quality':
      return text.faults[guidance.fault];
    case 'action':
      return text.actions[guidance.action];
    case 'pose':
      return text.poses[guidance.pose];
    default:
      return text.guidance[guidance.kind];
  }
}

/** The sentence for why nobody was authenticated. */
export function explain(
  { reason, liveness }: Extract<Decision, { authenticated: false }>,
  text: GuidanceText = englishGuidance,
): string {
  return liveness ? text.liveness[liveness] : text.refusals[reason];
}
