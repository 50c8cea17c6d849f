// The engine's worker, bundled with onnxruntime-web.
import 'kinfold/worker';
