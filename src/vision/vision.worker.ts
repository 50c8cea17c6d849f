import { webVisionEnvironment } from './environment.js';
import { openPipeline } from './open.js';
import { serveVision } from './serve.js';

serveVision((options) => openPipeline(options, webVisionEnvironment));
