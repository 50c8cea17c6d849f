import { defineKinfoldElements } from 'kinfold/element';
import { consentTo } from '../consent.js';
import { openDoor } from '../open-door.js';

defineKinfoldElements();

const unlock = document.querySelector('kinfold-unlock')!;
const enrol = document.querySelector('kinfold-enrol')!;
const form = document.querySelector('form')!;
const status = document.querySelector('#status')!;
const purpose = document.querySelector('#purpose')!.textContent;

// Nobody is enrolled before they have a name and have agreed.
form.addEventListener('input', () => {
  const given = new FormData(form);
  enrol.identity = String(given.get('name')).trim();
  enrol.consent = given.has('consent') ? consentTo(purpose) : null;
});
form.addEventListener('submit', (event) => event.preventDefault());
enrol.options = { pictures: 3 };

document.addEventListener('kinfold-decision', ({ detail: decision }) => {
  status.textContent = decision.authenticated ? `The page is open for ${decision.identity}.` : 'The page stays closed.';
});
document.addEventListener('kinfold-enrolled', ({ detail: report }) => {
  status.textContent = `${report.identity} is enrolled with ${report.pictures} pictures.`;
});
document.addEventListener('kinfold-error', ({ detail: error }) => {
  status.textContent = error.message;
});

try {
  const kiosk = await openDoor('example-element');
  unlock.kiosk = kiosk;
  enrol.kiosk = kiosk;
  status.textContent = 'Ready.';
} catch (error) {
  status.textContent = error instanceof Error ? error.message : String(error);
}
