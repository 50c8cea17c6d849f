/** Whether everything is kept for a start without a network, and whether a later version waits. */
export interface Offline {
  readonly isReady: boolean;
  /** Takes the later version and loads the page anew. Null: there is none. */
  readonly update: (() => void) | null;
}

/** Has the service worker keep the whole kiosk, and tells how far it is. */
export async function keepOffline(onChange: (offline: Offline) => void): Promise<void> {
  const workers = navigator.serviceWorker;
  // There is none in an insecure context.
  if (!workers) return onChange({ isReady: false, update: null });
  let hadController = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    // The first one takes over the page that it was made for.
    if (hadController) location.reload();
    hadController = true;
  });
  const registration = await workers.register('service-worker.js');
  const tell = () => {
    const { active, waiting } = registration;
    onChange({ isReady: active !== null, update: active && waiting ? () => waiting.postMessage('take over') : null });
  };
  const follow = () => registration.installing?.addEventListener('statechange', tell);
  registration.addEventListener('updatefound', follow);
  follow();
  tell();
}
