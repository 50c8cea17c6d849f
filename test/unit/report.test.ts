import { describe, expect, it } from 'vitest';
import { compareAll } from '../../src/metric/comparisons/comparisons.js';
import { ErrorRates } from '../../src/metric/evaluation/error-rates.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { ConfusedPairs } from '../../src/report/confused.js';
import { reportHtml } from '../../src/report/html.js';
import { mapChart } from '../../src/report/map-chart.js';
import { rows } from '../support/embeddings.js';
import { folderReport, pairReport } from '../support/report.js';

describe('a report', () => {
  it('of a folder says what evaluate says, and is plain data', () => {
    const report = folderReport();
    const labels = Array.from({ length: 60 }, (_, i) => Math.floor(i / 5));
    const embeddings = rows(labels, 24, 1.2, 11);
    const { eer, rank1, tarAtFar } = evaluate(embeddings, labels);
    expect(report.eer.value).toBe(eer);
    expect(report.retrieval!.precisionAt1.value).toBeCloseTo(rank1, 12);
    expect(report.tarAtFar.map(({ tar }) => tar.value)).toEqual([
      expect.closeTo(tarAtFar['0.01'], 12),
      expect.closeTo(tarAtFar['0.001'], 12),
    ]);
    expect(report.eer).toEqual(new ErrorRates(compareAll(embeddings, labels)).eer());
    expect(report).toMatchObject({ protocol: 'folders', pictures: 60, identities: 12, genuinePairs: 120 });
    expect(report.histogram.genuine.reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(report.map).toHaveLength(60);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('of a pair list leaves out folds without pairs', () => {
    const report = pairReport();
    expect(report).toMatchObject({ protocol: 'pairs', genuinePairs: 20, impostorPairs: 20, pairsLeftOut: 3 });
    expect(report.accuracy!.folds).toHaveLength(2);
    expect(report.smallestFar).toBe(3 / 20);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('names the pairs that are most confused', () => {
    const pairs = new ConfusedPairs();
    for (let i = 0; i < 40; i++) pairs.offer(i, i + 1, i % 2 === 0, (i * 7) % 40);
    const { impostor, genuine } = pairs.named(String);
    const by = (odd: number) => Array.from({ length: 40 }, (_, i) => (i * 7) % 40).filter((_, i) => i % 2 === odd);
    expect(impostor.map(({ distance }) => distance)).toEqual(
      by(1)
        .sort((a, b) => a - b)
        .slice(0, 10),
    );
    expect(genuine.map(({ distance }) => distance)).toEqual(
      by(0)
        .sort((a, b) => b - a)
        .slice(0, 10),
    );
    expect(genuine.every(({ first, second }) => Number(second) === Number(first) + 1)).toBe(true);
  });
});

describe('the HTML of a report', () => {
  const tagsOf = (html: string) => new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag!.toLowerCase()));

  it('needs nothing from elsewhere and has no script', () => {
    for (const report of [folderReport(), pairReport()]) {
      const html = reportHtml(report);
      for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'foreignobject', 'a', 'form', 'base']) {
        expect(tagsOf(html), tag).not.toContain(tag);
      }
      expect(html).not.toMatch(/https?:|url\(|@import|\son[a-z]+=|src=|href=/i);
      expect(html).toContain("default-src 'none'");
      expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
      expect((html.match(/<svg/g) ?? []).length).toBe(report.protocol === 'folders' ? 7 : 3);
    }
  });

  it('has names as text, whatever they are made of', () => {
    const hostile = `"><script>alert('x')</script><svg onload="a()">\`--></title></style>&amp; \${1}`;
    const html = reportHtml(folderReport(hostile));
    expect(tagsOf(html)).toEqual(tagsOf(reportHtml(folderReport())));
    // As many times as the plain name would be there, only written in another way; in the map it is too long to be shown whole.
    const written = `&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#60;svg onload=&#34;a()&#34;&#62;&#96;--&#62;&#60;/title&#62;&#60;/style&#62;&#38;amp; \${1}`;
    expect(html.split(written).length + 1).toBe(reportHtml(folderReport('Ann_Lee')).split('Ann_Lee').length);
    expect(html).not.toContain('<script');
    expect((html.match(/<\/style>/g) ?? []).length).toBe(1);
  });

  it('shows a teaching: figures and distances before, the losses up to a rollback and after it, events and verdict', () => {
    const report = folderReport();
    const html = reportHtml(report);
    expect(html).toContain(`<td>EER</td><td class="number">${(report.before!.eer.value * 100).toFixed(2)}\u00a0%</td>`);
    expect(report.before!.eer.value).toBeGreaterThan(report.eer.value);
    expect(html).toContain('The weights from after teaching were kept: Ann_Lee is told apart better.');
    expect(html).toContain('<td>7</td><td>skipped</td><td>seen with Ann_Lee; 1 later steps too</td>');
    expect(html).toContain('<td>20</td><td>rolled-back</td><td>seen with Ann_Lee</td>');
    const chart = (label: string) => new RegExp(`aria-label="${label}.*?</svg>`).exec(html)![0];
    const lines = [...chart('Loss').matchAll(/<path class="line [a-z]+" d="(.*?)"/g)].map(([, d]) => d!);
    // Two lines each, before the rollback and after; the loss that was not finite is a gap.
    expect(lines.map((d) => d.match(/M/g)!.length)).toEqual([2, 1, 1, 1]);
    expect(lines.map((d) => d.match(/[ML]/g)!.length)).toEqual([19, 15, 20, 15]);
    expect(chart('EER of the pictures that judge').match(/<circle/g)).toHaveLength(3);
    const untaught = reportHtml({ ...report, training: null, verdict: null, before: null });
    expect(untaught).not.toMatch(/Teaching|before/i);
  });

  it('names identities in the map where there is room, none upon another', () => {
    const report = folderReport();
    const names = (map: NonNullable<typeof report.map>) =>
      [...mapChart(map).matchAll(/<text class="name" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)].map(
        ([, x, y, text]) => ({ x: Number(x), y: Number(y), text: text! }),
      );
    const angle = (identity: string) => (Number(/\d*$/.exec(identity)![0]) * Math.PI) / 6;
    const ring = report.map!.map(({ identity }) => ({
      identity,
      x: Math.cos(angle(identity)),
      y: Math.sin(angle(identity)),
    }));
    const placed = names(ring);
    expect(placed.length).toBeGreaterThan(6);
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) {
        const isApart =
          Math.abs(a.y - b.y) >= 10.8 || Math.abs(a.x - b.x) >= ((a.text.length + b.text.length) * 5.5) / 2 - 0.2;
        expect(isApart, `${a.text} and ${b.text}`).toBe(true);
      }
    }
    const one = report.map!.map((point) => ({ ...point, x: 0.3, y: 0.3 }));
    expect(names(one)).toHaveLength(3);
    expect(names(one.map((point) => ({ ...point, identity: 'A very long name of someone' })))[0]!.text).toBe(
      'A very long n…',
    );
  });

  it('shows each figure with its interval', () => {
    const report = folderReport();
    const html = reportHtml(report);
    const hundred = (value: number) => (value * 100).toFixed(2);
    for (const { value, lower, upper } of [report.eer, report.auc, report.tarAtFar[0]!.tar, report.retrieval!.mapAtR]) {
      expect(html).toContain(
        `${hundred(value)}\u00a0%</td><td class="number">${hundred(lower)} – ${hundred(upper)}\u00a0%`,
      );
    }
    expect(html).toContain('impostor pairs show no FAR below');
    for (const { first, distance } of report.confused.impostor) {
      expect(html).toContain(`<td>${first}</td>`);
      expect(html).toContain(distance.toFixed(4));
    }
  });
});
