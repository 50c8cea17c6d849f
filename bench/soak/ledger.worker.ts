// The worker's end of its ledger: the page asks for its holdings over a BroadcastChannel that the worker's address names.
import { countFramesIn, holdings } from './ledger.js';

self.addEventListener('message', ({ data }) => countFramesIn(data));

const channel = new BroadcastChannel(new URL(self.location.href).searchParams.get('ledger')!);
channel.onmessage = () => channel.postMessage(holdings());
