import { expect, test, vi } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { openKiosk } from '../../src/kiosk/open.js';
import { refusal } from '../support/refusal.js';

const closed: string[] = [];
const part = (name: string) => ({
  close: async () => {
    closed.push(name);
  },
});

vi.mock('../../src/store/open.js', () => ({ openStore: async () => part('store') }));
vi.mock('../../src/worker/client.js', () => ({
  connect: async () => {
    throw new KinfoldError('model-missing', 'connect: there is no such file');
  },
}));
vi.mock('../../src/vision/client.js', () => ({
  connectVision: async () => {
    await new Promise((done) => setTimeout(done, 20));
    return part('vision');
  },
}));

test('a kiosk that cannot be opened closes what is opened later, too', async () => {
  const opened = openKiosk({
    engine: { backbone: 'backbone.json' },
    vision: { detector: 'detector.json' },
    store: { name: 'door' },
  });
  await expect(opened).rejects.toEqual(refusal('model-missing'));
  expect(closed).toEqual(['store', 'vision']);
});
