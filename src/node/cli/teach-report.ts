import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../backbone/checksum.js';
import type { Parts } from '../../engine/parts.js';
import { embeddingMap } from '../../metric/evaluation/principal-components.js';
import { type ReportOptions, reportOfSet } from '../../report/measure.js';
import type { Report } from '../../report/report.js';
import type { TaughtFolder } from './teach-folder.js';

/** How a picture is called: its identity's folder and its own name. */
export const nameOf = (file: string) => join(basename(dirname(file)), basename(file));

/** What a teaching did: the pictures that were not taught, under the weights from before and those that were kept, and its course. */
export async function teachReport(
  { backend, backbone: { card } }: Parts,
  { result, split, embeddings, progress, start, weights }: TaughtFolder,
  about: Pick<ReportOptions, 'title' | 'leftOut'> & { readonly seed: number },
): Promise<Report> {
  const { labels, pictures } = split.measured;
  const files = pictures.map(({ file }) => nameOf(file));
  const identities: string[] = [];
  for (const [row, label] of labels.entries()) identities[label] = dirname(files[row]!);
  const provenance = async (encoder: Float32Array) => ({
    backbone: card.name,
    backboneSha256: card.sha256,
    encoderSha256: await sha256(new Uint8Array(encoder.buffer, encoder.byteOffset, encoder.byteLength)),
    dataSha256: await sha256(new TextEncoder().encode(dataText(split))),
    seed: about.seed,
  });
  const report = async (rows: Float32Array, encoder: Float32Array, more: Partial<ReportOptions> = {}) =>
    reportOfSet(
      { embeddings: rows, labels, identities, files },
      { ...about, provenance: await provenance(encoder), ...more },
    );
  const before = await report(embeddings.before, start);
  const { points: map } = await embeddingMap(backend, embeddings.after, labels.length);
  return report(embeddings.after, weights, { map, before, training: progress, verdict: result.teaching });
}

/** One line a picture, those that were taught first: the same sum means the same pictures, taught and measured alike. */
function dataText({ taught, measured }: TaughtFolder['split']): string {
  const lines = ({ pictures }: typeof taught) => pictures.map(({ file, sum }) => `${sum}  ${nameOf(file)}\n`).join('');
  return `taught\n${lines(taught)}measured\n${lines(measured)}`;
}
