import type { Engine, TeachProgress } from 'kinfold';
import { embeddingMap, type FormerFigures, reportHtml, reportOfSet } from 'kinfold/core';
import { openCpu } from 'kinfold/cpu';
import { ASK } from '../report/messages.js';
import type { NamedView } from '../samples/views.js';
import { byId, saveFile } from './dom.js';
import type { Status } from './status.js';

/** Views that are embedded in one call. */
const BATCH = 8;

/** Of the bootstrap's draws. */
const SEED = 0;

/** Section 5: how well the present weights tell the unseen views apart, as a page and as a file. */
export class ReportOfViews {
  /** What is measured. */
  views: readonly NamedView[] = [];
  #html: string | undefined;
  #training: readonly TeachProgress[] | undefined;
  /** What was measured last, and what was before the teaching, if anything was. */
  #measured: FormerFigures | undefined;
  #before: FormerFigures | undefined;

  constructor(
    readonly engine: Engine,
    readonly status: Status,
  ) {
    byId('report-measure').addEventListener('click', () =>
      status.perform('Measuring the unseen views.', () => this.#measure()),
    );
    byId('report-save').addEventListener('click', () => {
      if (this.#html !== undefined) saveFile('kinfold-report.html', this.#html);
    });
    addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
      if (origin !== location.origin || data !== ASK || this.#html === undefined) return;
      source?.postMessage(this.#html, { targetOrigin: origin });
    });
  }

  /** Other weights are in use: what was measured no longer holds. @param training - how they came about, if that is known. */
  forget(training?: readonly TeachProgress[]): void {
    this.#training = training;
    this.#before = training && this.#measured;
    this.#measured = undefined;
    this.#offer(undefined);
  }

  async #measure(): Promise<string> {
    const { backbone, backboneSha256, embeddingWidth } = await this.engine.info();
    const { views } = this;
    const embeddings = new Float32Array(views.length * embeddingWidth);
    for (let first = 0; first < views.length; first += BATCH) {
      const pictures = views.slice(first, first + BATCH).map(({ pixels }) => pixels);
      const rows = await this.engine.embed(pictures);
      for (const [at, row] of rows.entries()) embeddings.set(row, (first + at) * embeddingWidth);
      this.status.say(`Measuring the unseen views: ${first + rows.length} of ${views.length}.`);
    }
    const { points: map } = await embeddingMap(openCpu(), embeddings, views.length);
    const identities = [...new Set(views.map(({ identity }) => identity))];
    const report = reportOfSet(
      {
        embeddings,
        labels: views.map(({ identity }) => identities.indexOf(identity)),
        identities,
        files: views.map(({ name }) => name),
      },
      {
        title: `${backbone} on unseen views of the samples, ${this.#training ? 'taught' : 'not taught on this page'}`,
        provenance: {
          backbone,
          backboneSha256,
          // All that a teach can change is in this file, and equal weights give equal bytes.
          encoderSha256: await sha256(await this.engine.exportDelta()),
          dataSha256: await sumOf(views),
          seed: SEED,
        },
        map,
        ...(this.#training && { training: this.#training }),
        ...(this.#before && { before: this.#before }),
      },
    );
    this.#measured = report;
    this.#offer(reportHtml(report));
    return `Measured ${report.genuinePairs} pairs of one person and ${report.impostorPairs} of two; the report is there.`;
  }

  #offer(html: string | undefined): void {
    this.#html = html;
    for (const id of ['report-open', 'report-save']) byId(id).hidden = html === undefined;
  }
}

/** Over the pixels of all views and their names, one line each. */
async function sumOf(views: readonly NamedView[]): Promise<string> {
  const lines = views.map(async ({ pixels, name }) => `${await sha256(pixels.data)}  ${name}`);
  return sha256(new TextEncoder().encode((await Promise.all(lines)).join('\n')));
}

async function sha256(bytes: Uint8Array | Uint8ClampedArray): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
