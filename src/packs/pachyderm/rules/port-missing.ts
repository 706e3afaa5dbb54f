import { sure } from '../../../pack.ts';
import { hasPort, PORTS } from '../facts/ports.ts';
import type { PachydermRule } from '../read/facts.ts';
import { CLUSTER, on, PACHD_PORTS, pachd, service } from './examples.ts';

const PACHD = 'pachd';

export const portMissing: PachydermRule = {
  id: 'port-missing',
  severity: 'error',
  audit: ['D-4'],
  refusesSteps: true,
  summary: 'the Service of pachd lacks a port that its version has',
  why: 'A port that is missing here was renamed or moved elsewhere, and cannot be moved with the others.',
  bad: [{ manifests: pachd('1.8.8') + service(PACHD, ...PACHD_PORTS.slice(0, 4)), asked: on('migration') }],
  good: [{ manifests: CLUSTER, asked: on('migration') }],
  judge({ now }, report) {
    const version = sure(now.version);
    const own = now.ports.filter(({ service }) => service === PACHD);
    const [first] = own;
    // A Service without a single number moves nowhere.
    if (version === undefined || !own.some(({ row }) => row) || first === undefined) return;
    for (const row of PORTS) {
      if (row.service !== PACHD || !hasPort(row, version)) continue;
      if (own.some(({ name }) => name === row.name)) continue;
      report({
        at: first.object?.place('spec', 'ports') ?? first.number,
        what: `Service ${PACHD} has no port ${row.name} (${row.normal}), which Pachyderm ${version} has`,
        fix: `put port ${row.name} back, or name the version that runs by the tag of pachd's image`,
      });
    }
  },
};
