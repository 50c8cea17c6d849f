// `kinfold/face`: what looks at faces, and what keeps, decides and runs a kiosk on top of it.
export * from './face/index.js';
