import type { Kiosk } from 'kinfold/face';
import { explain, guide, type UnlockState, useCamera, useUnlock } from 'kinfold/react';
import { useEffect } from 'react';
import { Mirror } from './mirror.js';

/** Opens the camera, looks who is there, and says what was decided. */
export function Unlock({ kiosk, onLeave }: { kiosk: Kiosk; onLeave: () => void }) {
  const { camera, ref, error } = useCamera();
  const { start, cancel: _, ...unlock } = useUnlock(kiosk, camera);
  useEffect(() => {
    if (camera) start();
  }, [camera, start]);

  const isOver = unlock.state === 'decided' || unlock.state === 'failed' || unlock.state === 'idle';
  return (
    <>
      <Mirror ref={ref} progress={unlock.state === 'looking' ? unlock.progress : Number(unlock.state === 'decided')} />
      <p role="status" className="sentence">
        {error?.message ?? sentence(unlock)}
      </p>
      <p className="row">
        {isOver && camera && (
          <button type="button" className="primary" onClick={start}>
            Try again
          </button>
        )}
        <button type="button" onClick={onLeave}>
          Back
        </button>
      </p>
    </>
  );
}

function sentence(unlock: UnlockState): string {
  switch (unlock.state) {
    case 'looking':
      return guide(unlock.guidance);
    case 'failed':
      return unlock.error.message;
    case 'decided':
      return unlock.decision.authenticated ? `Welcome, ${unlock.decision.identity}` : explain(unlock.decision);
    default:
      return '';
  }
}
