// The face pipeline's worker, bundled with an onnxruntime-web of its own.
import 'kinfold/vision-worker';
