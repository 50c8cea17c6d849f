import { openEngine } from '../engine/engine.js';
import { webEnvironment } from '../engine/environment.js';
import { serveEngine } from './serve.js';

serveEngine((options) => openEngine(options, webEnvironment));
