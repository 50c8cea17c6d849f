import './ledger.worker.js';
import '../../src/vision/vision.worker.js';
