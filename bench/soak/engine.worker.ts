import './ledger.worker.js';
import '../../src/worker/engine.worker.js';
