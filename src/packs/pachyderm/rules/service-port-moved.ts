import { likely } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { shownPort } from '../read/ports.ts';
import { CLUSTER, on, pachd, port, service } from './examples.ts';

const MOVED = pachd('2.4.6') + service('pachd', port('s3gateway-port', 30_611, 30_611));

export const servicePortMoved: PachydermRule = {
  id: 'service-port-moved',
  severity: 'error',
  audit: ['D-5', 'D-11'],
  isFirst: true,
  refusesSteps: true,
  summary: 'the port of a Service was moved with its nodePort',
  why: 'Clients inside the Kubernetes cluster use port. From chart 2.2 on, values such as pachd.service.apiGRPCPort set both.',
  bad: [{ manifests: MOVED, asked: on('migration') }],
  good: [{ manifests: CLUSTER, asked: on('migration') }],
  judge({ now }, report) {
    for (const one of now.ports) {
      const port = one.object?.at('spec', 'ports', one.index, 'port');
      // Ports that a person adds to the proxy have the number of their nodePort.
      if (one.row === undefined || one.service !== 'pachd') continue;
      if (Number(likely(port)) !== one.row.migration) continue;
      report({
        at: port,
        what: `${shownPort(one)}: port is ${likely(port)}, the number of the migration set`,
        fix: `set it back to ${one.row.normal} in the values; --port-set migration moves the nodePort alone`,
      });
    }
  },
};
