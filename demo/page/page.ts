import { people, strangers } from '../samples/people.js';
import { sampleEnrolments, sampleProbes, unseenViews } from '../samples/views.js';
import { byId } from './dom.js';
import { Enrol } from './enrol.js';
import { wireKeep } from './keep.js';
import { openEngine, showCards, showMachine } from './machine.js';
import { loadPhotographs } from './photographs.js';
import { Recognise } from './recognise.js';
import { ReportOfViews } from './report-of-views.js';
import { SampleViews } from './sample-views.js';
import { Status } from './status.js';
import { Teach } from './teach.js';

/** Unseen views that are shown of each person. */
const UNSEEN = 2;

// A picture that is dropped beside its field must not replace the page.
for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => event.preventDefault());

SampleViews.reserve(people.length * UNSEEN, strangers.length * UNSEEN);

const status = new Status();

await status.perform('Loading the models and starting the engine.', async () => {
  await showCards();
  const engine = await openEngine();
  await showMachine(engine);

  const recognise: Recognise = new Recognise(engine, status, () => teach.draw());
  const teach: Teach = new Teach(
    engine,
    status,
    () => recognise.threshold,
    (kept) => {
      recognise.isTaught = true;
      if (kept) report.forget(kept);
    },
  );
  const report = new ReportOfViews(engine, status);
  const enrol = new Enrol(engine, status, () => teach.showGallery());
  const showGallery = async () => {
    await enrol.show();
    await teach.showGallery();
  };
  wireKeep(engine, status, async () => {
    report.forget();
    await showGallery();
  });
  status.onRestart(async () => {
    await engine.restart();
    await showMachine(engine);
    await showGallery();
  });

  const photographs = await loadPhotographs();
  await recognise.showProbes(sampleProbes(photographs, UNSEEN));
  report.views = unseenViews(photographs);
  const enrolments = sampleEnrolments(photographs);
  byId('load-samples').addEventListener('click', () =>
    status.perform('Enrolling the samples.', () => enrol.enrolSamples(enrolments)),
  );
  return enrol.enrolSamples(enrolments);
});
