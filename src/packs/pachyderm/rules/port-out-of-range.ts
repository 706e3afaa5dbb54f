import { sure } from '../../../pack.ts';
import { DEFAULT_RANGE, rangeOf } from '../facts/settings.ts';
import type { PachydermRule } from '../read/facts.ts';
import { numberOn, setFor, shownPort } from '../read/ports.ts';
import { CLUSTER, on } from './examples.ts';

export const portOutOfRange: PachydermRule = {
  id: 'port-out-of-range',
  severity: 'error',
  audit: ['D-12'],
  isIndependent: true,
  refusesSteps: true,
  summary: 'a nodePort is outside the range of the Kubernetes cluster',
  why: 'The API server refuses the Service and creates everything else. The range cannot be read from the API.',
  bad: [{ manifests: CLUSTER, asked: on('migration', 'adjacent', { nodePortRange: '30000-30645' }) }],
  good: [{ manifests: CLUSTER, asked: on('migration') }],
  judge({ now, asked }, report) {
    const set = setFor(asked);
    const [first, last] = rangeOf(sure(asked('nodePortRange')) ?? DEFAULT_RANGE);
    for (const one of now.ports) {
      const number = numberOn(one, set);
      if (number === undefined || (number >= first && number <= last)) continue;
      report({
        at: one.number,
        what: `${shownPort(one)} would be on nodePort ${number}, outside ${first}-${last}`,
        fix: `widen --service-node-port-range of the API server to hold ${number}, or name its range with --node-port-range`,
      });
    }
  },
};
