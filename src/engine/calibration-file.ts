import type { SafeTensor, Safetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { checkThreshold } from '../gallery/decide.js';
import { type Calibrated, checkPromise } from './calibrate.js';
import type { SavedCalibration } from './decisions.js';

const KEY = 'calibration';
const EXPECTED = ['genuine', 'verify', 'identify'] as const;

/**
 * A calibration as tensors and metadata of a save file: `calibration` in the metadata is JSON, the distances that decisions are expected to
 * see are `calibration.genuine`, `calibration.verify` and `calibration.identify`, F32 each. Nothing without one.
 */
export function calibrationToTensors(saved: SavedCalibration | undefined): Safetensors {
  if (!saved) return { tensors: new Map(), metadata: new Map() };
  const { calibrated, isCurrent } = saved;
  const { calibration, likelihood, expected } = calibrated;
  return {
    tensors: new Map<string, SafeTensor>(
      EXPECTED.map((sort) => [
        `${KEY}.${sort}`,
        { dtype: 'F32', shape: [expected[sort].length], data: expected[sort].slice() },
      ]),
    ),
    metadata: new Map([[KEY, JSON.stringify({ calibration, likelihood, isCurrent })]]),
  };
}

/** The calibration that {@link calibrationToTensors} wrote, if any. Throws `save-invalid` if it is damaged. */
export function calibrationFromTensors({ tensors, metadata }: Safetensors): SavedCalibration | undefined {
  const text = metadata.get(KEY);
  if (text === undefined) return undefined;
  const { calibration, likelihood, isCurrent } = parse(text);
  const expected = Object.fromEntries(
    EXPECTED.map((sort) => {
      const tensor = tensors.get(`${KEY}.${sort}`);
      if (tensor?.dtype !== 'F32' || tensor.shape.length !== 1 || !tensor.data.every(Number.isFinite)) {
        throw invalid(`${KEY}.${sort} is not F32 [N] of finite numbers`);
      }
      return [sort, tensor.data.slice()];
    }),
  );
  return { calibrated: { calibration, likelihood, expected } as Calibrated, isCurrent };
}

/** What a part of the JSON must look like: a number, a string, a boolean, an object, or one of these or null. */
type Pattern = 'number' | 'string' | 'boolean' | { readonly [key: string]: Pattern } | readonly [Pattern];

const rate: Pattern = { rate: 'number', lower: 'number', upper: 'number' };
const decision: Pattern = { threshold: 'number', far: rate, frr: [rate], cllr: ['number'] };
const model: Pattern = { offset: 'number', slope: 'number', lowest: 'number', highest: 'number' };
const PATTERN: Pattern = {
  calibration: {
    far: 'number',
    tail: 'string',
    confidence: 'number',
    smallestFar: 'number',
    strangers: 'number',
    strangerPictures: 'number',
    identities: 'number',
    pictures: 'number',
    verify: decision,
    identify: decision,
    enrolledFar: [rate],
  },
  likelihood: [{ verify: model, identify: model }],
  isCurrent: 'boolean',
};

function parse(text: string): Pick<Calibrated, 'calibration' | 'likelihood'> & Pick<SavedCalibration, 'isCurrent'> {
  try {
    const value = JSON.parse(text);
    if (!fits(value, PATTERN)) throw new TypeError('a part is missing or of another type');
    checkPromise(value.calibration.strangers, value.calibration);
    checkThreshold(value.calibration.verify.threshold);
    checkThreshold(value.calibration.identify.threshold);
    return value;
  } catch (cause) {
    throw invalid(`${KEY} is not what was written`, cause);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON holds
function fits(value: any, pattern: Pattern): boolean {
  if (typeof pattern === 'string') return typeof value === pattern;
  if (isNullable(pattern)) return value === null || fits(value, pattern[0]);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([key, part]) => fits(value[key], part));
}

const isNullable = (pattern: object): pattern is readonly [Pattern] => Array.isArray(pattern);

function invalid(problem: string, cause?: unknown): KinfoldError {
  const message = `load: the saved calibration is damaged: ${problem}; load another copy`;
  return new KinfoldError('save-invalid', message, cause === undefined ? {} : { cause });
}
