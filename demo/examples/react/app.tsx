import { useKiosk } from 'kinfold/react';
import { useState } from 'react';
import { openDoor } from '../open-door.js';
import { Enrol } from './enrol.js';
import { Unlock } from './unlock.js';

/** A kiosk is open as long as a component that uses it is there. */
export function App() {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <h1>Face unlock with React</h1>
      {isOpen && <Door onClose={() => setOpen(false)} />}
      {!isOpen && (
        <p>
          <button type="button" onClick={() => setOpen(true)}>
            Open the kiosk
          </button>
        </p>
      )}
    </>
  );
}

/** One kiosk for all tasks; the camera is on while a task needs it. */
function Door({ onClose }: { onClose: () => void }) {
  const { status, kiosk, error, restart } = useKiosk(() => openDoor('example-react'));
  const [task, setTask] = useState<'enrol' | 'unlock'>();
  const leave = () => setTask(undefined);

  if (status === 'opening') return <p role="status">The models are being loaded …</p>;
  if (status === 'failed') {
    return (
      <>
        <p role="alert">{error.message}</p>
        <p>
          <button type="button" onClick={restart}>
            Try again
          </button>
        </p>
      </>
    );
  }
  if (task === 'enrol') return <Enrol kiosk={kiosk} onLeave={leave} />;
  if (task === 'unlock') return <Unlock kiosk={kiosk} onLeave={leave} />;
  return (
    <p className="row">
      <button type="button" className="primary" onClick={() => setTask('unlock')}>
        Unlock
      </button>
      <button type="button" onClick={() => setTask('enrol')}>
        Enrol somebody
      </button>
      <button type="button" onClick={onClose}>
        Close the kiosk
      </button>
    </p>
  );
}
