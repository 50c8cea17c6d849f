import { createEngine } from '../engine/create.js';
import { serveEngine } from './serve.js';

serveEngine((options) => createEngine(options));
