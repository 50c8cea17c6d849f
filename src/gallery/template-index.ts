import { KinfoldError, shapeMismatch } from '../errors.js';
import { checkEmbeddings } from '../metric/comparisons/pairs.js';
import type { RankedIdentity } from './decide.js';
import { normaliseIdentity } from './identity.js';

/** What made an embedding. Embeddings of different encoders say nothing about each other. */
export interface EmbeddingOrigin {
  /** SHA-256 of the backbone's file, 64 lower-case hexadecimal digits. */
  readonly backboneSha256: string;
  /** SHA-256 of all else that the embedding depends on, as `engine.templates()` says it; a teach changes it. */
  readonly encoderSha256: string;
}

/** An embedding to search with. */
export interface TemplateProbe extends EmbeddingOrigin {
  /** [width] unit vector. */
  readonly embedding: Float32Array;
}

/** An embedding that stands for an identity. */
export interface Template extends TemplateProbe {
  /** Tells the template from all others of the index, such as the SHA-256 of its picture; 1 to 256 characters. */
  readonly id: string;
  /** A name as a gallery takes it, 1 to 256 characters; kept in Unicode's NFC. */
  readonly identity: string;
  /** Text of the application's own, such as JSON. Default: none. */
  readonly metadata?: string;
}

/** An identity as an index ranks it: by its nearest template. */
export interface RankedTemplate extends RankedIdentity {
  /** The nearest template's. */
  readonly id: string;
  readonly metadata?: string;
}

/**
 * Templates to search among. All are of one width and one origin, which were said when the index was opened. A call that throws has
 * changed nothing.
 */
export interface TemplateIndex {
  readonly width: number;
  readonly origin: EmbeddingOrigin;

  /** Number of templates. */
  size(): Promise<number>;

  /**
   * Adds templates, all or none. One whose id is there already takes that one's place.
   * @throws KinfoldError `save-mismatch` for another origin; `shape-mismatch`, `not-finite`, `zero-vector` for the embedding, and
   * `argument-invalid` if its squared length is more than 1e-3 from 1; `argument-invalid` for a name or an id of the wrong length, and for
   * an id that comes twice; `limit-exceeded` where the index cannot hold so many.
   */
  add(templates: readonly Template[]): Promise<void>;

  /**
   * Removes an identity with all its templates.
   * @returns how many those were.
   * @throws KinfoldError `identity-unknown` when there is none.
   */
  remove(identity: string): Promise<number>;

  /**
   * The `k` identities whose nearest templates are nearest to the probe; fewer where there are fewer, none in an empty index. Squared distances
   * in f64, nearest first; equal ones in the order in which their templates were added. What `decideIdentify` takes: with `k` of at least 2, so that
   * two identities at the same distance are seen.
   * @throws KinfoldError `save-mismatch` for a probe of another origin; `shape-mismatch`, `not-finite`, `zero-vector`, `argument-invalid` for the
   * probe as for a template; `argument-invalid` for a `k` that is no positive whole number.
   */
  search(probe: TemplateProbe, k: number): Promise<readonly RankedTemplate[]>;
}

/** Throws `argument-invalid` unless an index can be of this width, at most `widest`, and origin. */
export function checkKind({ width, origin }: Kind, widest = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(width) || width < 1 || width > widest) {
    throw invalid(`width is ${width}`, `it must be a whole number from 1 to ${widest}`);
  }
  for (const key of ['backboneSha256', 'encoderSha256'] as const) {
    if (/^[0-9a-f]{64}$/.test(origin[key])) continue;
    throw invalid(
      `${key} is ${JSON.stringify(origin[key])}`,
      'give 64 lower-case hexadecimal digits, as engine.templates() does',
    );
  }
}

/** What an index holds. */
type Kind = Pick<TemplateIndex, 'width' | 'origin'>;

/** What every index asks of templates: throws as {@link TemplateIndex.add} says. Returns them with their names normalised. */
export function checkTemplates(index: Kind, templates: readonly Template[]): readonly Template[] {
  const ids = new Set<string>();
  return templates.map((template) => {
    const { id } = template;
    if (id.length < 1 || id.length > 256 || /\p{Surrogate}/u.test(id)) {
      throw invalid(`an id has ${id.length} characters`, 'give valid Unicode of 1 to 256 characters');
    }
    if (ids.has(id)) throw invalid(`the id ${JSON.stringify(id)} comes twice`, 'give each template an id of its own');
    ids.add(id);
    checkProbe('add', index, template);
    return { ...template, identity: normaliseIdentity(template.identity) };
  });
}

/** Throws as {@link TemplateIndex.search} says. */
export function checkProbe(subject: string, { width, origin }: Kind, probe: TemplateProbe): void {
  checkSameOrigin(`index.${subject}: the embedding`, probe, origin);
  if (probe.embedding.length !== width) {
    throw shapeMismatch(`index.${subject}`, [probe.embedding.length], [width], 'use the engine that the index is for');
  }
  checkEmbeddings(`index.${subject}`, probe.embedding, 1);
}

/** Throws `save-mismatch` unless `got` is from the same backbone and encoder. */
export function checkSameOrigin(subject: string, got: EmbeddingOrigin, expected: EmbeddingOrigin): void {
  for (const [part, key] of [
    ['backbone', 'backboneSha256'],
    ['encoder', 'encoderSha256'],
  ] as const) {
    if (got[key] === expected[key]) continue;
    throw new KinfoldError(
      'save-mismatch',
      `${subject} is of the ${part} ${got[key]}, but the index is of ${expected[key]}; embed the pictures again and fill another index`,
    );
  }
}

/** Throws `argument-invalid` unless `k` is a whole number from 1 to `most`. */
export function checkCount(k: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(k) && k >= 1 && k <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? 'at least 1' : `from 1 to ${most}`;
  throw invalid(`k is ${k}`, `ask for a whole number ${range}`);
}

export function identityUnknown(name: string): KinfoldError {
  return new KinfoldError('identity-unknown', `index: "${name}" has no template; add one or check the spelling`);
}

function invalid(problem: string, cure: string): KinfoldError {
  return new KinfoldError('argument-invalid', `index: ${problem}; ${cure}`);
}
