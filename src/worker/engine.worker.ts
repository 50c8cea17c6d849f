import { createEngine } from '../engine/engine.js';
import { serveEngine } from './serve.js';

serveEngine((options) => createEngine(options));
