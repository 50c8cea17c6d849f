import { calibrationFromTensors, calibrationToTensors } from '../engine/calibration-file.js';
import { galleryFromTensors } from '../gallery/snapshot.js';
import { toldFromTensors, toldToTensors } from '../gallery/told-file.js';
import { fromRecords, partToRecords } from './gallery-records.js';
import { membersOf } from './members.js';
import type { PlainRecord } from './migrations.js';

/**
 * The records of a gallery without some people: without what was told of them too, and with a calibration that is stale, because it was
 * made for others.
 */
export async function withoutPeople(
  records: readonly PlainRecord[],
  names: readonly string[],
): Promise<readonly PlainRecord[]> {
  const members = membersOf(records);
  const left = new Set([...members.keys()].filter((name) => !names.includes(name)));
  const removed = new Set(names.map((name) => members.get(name)?.id));
  const saved = await fromRecords(records);
  const told = toldFromTensors(saved, galleryFromTensors(saved)).within(left);
  const calibration = calibrationFromTensors(saved);
  const others = records.filter(
    ({ kind, identity }) => kind !== 'told' && kind !== 'calibration' && !(identity && removed.has(identity)),
  );
  return [
    ...others,
    ...partToRecords('calibration', calibrationToTensors(calibration && { ...calibration, isCurrent: false })),
    ...partToRecords('told', toldToTensors(told)),
  ];
}
