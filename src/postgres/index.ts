export { KinfoldError, type KinfoldErrorCode } from '../errors.js';
export type { RankedIdentity } from '../gallery/decide.js';
export { decideIdentify, type IdentifyDecision } from '../gallery/decide.js';
export type {
  EmbeddingOrigin,
  RankedTemplate,
  Template,
  TemplateIndex,
  TemplateProbe,
} from '../gallery/template-index.js';
export type { PostgresClient } from './client.js';
export { openPostgresIndex, type PostgresIndexOptions } from './open.js';
