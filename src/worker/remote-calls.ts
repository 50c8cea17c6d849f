import type { CalibrateOptions } from '../engine/calibration.js';
import type { CallOptions, DecisionOptions, Probe } from '../engine/types.js';
import type { Picture } from '../image/picture.js';
import type { CallArguments, CallName, CallResult } from './protocol.js';

/** The methods of an engine that cross as one message and one answer. A signal cannot cross: it is taken out of the options. */
export abstract class RemoteCalls {
  protected abstract call<Name extends CallName>(
    name: Name,
    args: CallArguments<Name>,
    signal?: AbortSignal,
  ): Promise<CallResult<Name>>;

  info() {
    return this.call('info', []);
  }

  enrol(identity: string, pictures: readonly Picture[], { signal, ...options }: CallOptions = {}) {
    return this.call('enrol', [identity, pictures, options], signal);
  }

  remove(identity: string) {
    return this.call('remove', [identity]);
  }

  identities() {
    return this.call('identities', []);
  }

  verify(identity: string, probe: Probe, { signal, ...options }: DecisionOptions = {}) {
    return this.call('verify', [identity, probe, options], signal);
  }

  identify(probe: Probe, { signal, ...options }: DecisionOptions = {}) {
    return this.call('identify', [probe, options], signal);
  }

  calibrate({ signal, ...options }: CalibrateOptions) {
    return this.call('calibrate', [options], signal);
  }

  checkDrift() {
    return this.call('checkDrift', []);
  }

  histograms() {
    return this.call('histograms', []);
  }

  templates() {
    return this.call('templates', []);
  }

  save() {
    return this.call('save', []);
  }

  exportOnnx() {
    return this.call('exportOnnx', []);
  }

  exportDelta() {
    return this.call('exportDelta', []);
  }

  applyDelta(file: Uint8Array) {
    return this.call('applyDelta', [file]);
  }

  undo() {
    return this.call('undo', []);
  }

  redo() {
    return this.call('redo', []);
  }

  load(file: Uint8Array) {
    return this.call('load', [file]);
  }
}
