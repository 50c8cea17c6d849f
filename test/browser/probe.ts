/** What the page can have the worker do. Each is answered with what was counted since the last question. */
export interface ProbeQuestion {
  readonly ask: 'count' | 'destroy' | 'break' | 'violate';
}

export interface ProbeAnswer {
  /** Devices that the worker has opened. */
  readonly devices: number;
  /** Bytes of each copy into a mappable buffer. */
  readonly readBacks: readonly number[];
}

let probes = 0;

/** The page's end of a probe: `url` starts the worker that answers it. */
export function createProbe(parameters = '') {
  const name = `probe-${probes++}`;
  const channel = new BroadcastChannel(name);
  const ask = (question: ProbeQuestion['ask']): Promise<ProbeAnswer> =>
    new Promise((resolve) => {
      channel.onmessage = ({ data }) => resolve(data);
      channel.postMessage({ ask: question } satisfies ProbeQuestion);
    });
  return { url: `/probe.worker.js?probe=${name}${parameters}`, ask };
}
