import { phaseUnclearAmong } from '../../../rules/phase-unclear.ts';
import { PHASES } from '../facts/phases.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack } from './examples.ts';

const asked = { destination: DESTINATION_URL };

export const phaseUnclear: PrometheusRule = {
  ...phaseUnclearAmong(PHASES),
  why: 'Which entry of remote_write may go, and which must stay, depends on the phase.',
  details: `Without a requested phase, render reads it from the entries of remote_write: whether one goes to the destination, and whether
another does not. A Prometheus that takes remote_write and writes to no store is a destination itself and in no phase.`,
  sources: ['charts 25.30.2 to 29.27.0 and 45.31.1 to 88.5.3, rendered'],
  good: [
    { manifests: plain({ entries: OLD + NEW }), asked },
    { manifests: stack({ entries: OLD }), asked },
  ],
  bad: [
    { manifests: stack({ more: 'enableRemoteWriteReceiver: true\n' }), asked },
    { manifests: plain({ entries: OLD, volume: 'secret:\n  secretName: own-config\n' }), asked },
  ],
};
