import { unreadableWorkload as common } from '../../../rules/unreadable-workload.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const DUAL = oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual });
const asked = { phase: 'dual' };

export const unreadable: PyroscopeRule = {
  ...common,
  get good() {
    return [{ manifests: DUAL, asked }];
  },
  get bad() {
    return [
      { manifests: DUAL.replace('args:', 'arguments:'), asked, at: 'name: pyroscope' },
      {
        manifests: DUAL.replace('args:', 'command: &list').replace(/( +)volumeMounts:/, '$1args: *list\n$&'),
        asked,
        at: 'name: pyroscope',
      },
    ];
  },
};
