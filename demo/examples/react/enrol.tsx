import type { Consent, Kiosk } from 'kinfold/face';
import { type EnrolState, englishGuidance, guide, useCamera, useEnrol } from 'kinfold/react';
import { useEffect, useState } from 'react';
import { consentTo } from '../consent.js';
import { Mirror } from './mirror.js';

const PURPOSE = 'I agree that templates of my face are kept on this device to unlock this page for me.';

/** Asks for a name and a consent, then takes pictures. */
export function Enrol({ kiosk, onLeave }: { kiosk: Kiosk; onLeave: () => void }) {
  const [person, setPerson] = useState<{ name: string; consent: Consent }>();
  if (person) return <Pictures kiosk={kiosk} {...person} onLeave={onLeave} />;
  return (
    <form action={(form) => setPerson({ name: String(form.get('name')), consent: consentTo(PURPOSE) })}>
      <label>
        Name <input name="name" required maxLength={80} autoComplete="off" />
      </label>
      <label>
        <input type="checkbox" required /> {PURPOSE}
      </label>
      <p className="row">
        <button type="submit" className="primary">
          Take pictures
        </button>
        <button type="button" onClick={onLeave}>
          Back
        </button>
      </p>
    </form>
  );
}

interface PicturesProps {
  readonly kiosk: Kiosk;
  readonly name: string;
  readonly consent: Consent;
  readonly onLeave: () => void;
}

function Pictures({ kiosk, name, consent, onLeave }: PicturesProps) {
  const { camera, ref, error } = useCamera();
  const { start, finish, cancel: _, ...enrol } = useEnrol(kiosk, camera);
  useEffect(() => {
    if (camera) start(name, consent, { pictures: 3 });
  }, [camera, start, name, consent]);

  const resembled = enrol.state === 'complete' ? enrol.resembles : null;
  return (
    <>
      <Mirror ref={ref} progress={enrol.state === 'collecting' ? enrol.progress : Number(enrol.state === 'complete')} />
      <p role="status" className="sentence">
        {error?.message ?? sentence(enrol)}
      </p>
      <p className="row">
        {resembled !== null && (
          <button type="button" className="primary" onClick={() => finish(resembled)}>
            Add to {resembled}
          </button>
        )}
        {enrol.state === 'complete' && (
          <button type="button" className="primary" onClick={() => finish()}>
            Keep as {name}
          </button>
        )}
        <button type="button" onClick={onLeave}>
          Back
        </button>
      </p>
    </>
  );
}

function sentence(enrol: EnrolState): string {
  switch (enrol.state) {
    case 'collecting':
      return guide(enrol.guidance);
    case 'complete':
      return enrol.resembles === null ? 'All pictures are taken.' : `This looks like ${enrol.resembles}.`;
    case 'enrolled':
      return `${enrol.report.identity} is enrolled.`;
    case 'refused':
      return englishGuidance.liveness[enrol.reason];
    case 'failed':
      return enrol.error.message;
    default:
      return '';
  }
}
