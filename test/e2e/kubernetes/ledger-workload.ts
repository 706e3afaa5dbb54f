import { GATE_ANNOTATION } from '../../../src/guard/stamp.ts';

/** As the pack of Ledger names them. */
export const LEDGER_PHASES = ['disk', 'both', 'bucket'] as const;

/** What the chart of Ledger renders in a phase, with the stamp of a gate. */
export const ledgerIn = (phase: string, stamp: string | null = null) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: 'books',
    labels: { 'helm.sh/chart': 'ledger-1.1.0', 'app.kubernetes.io/component': 'ledger' },
    annotations: stamp === null ? {} : { [GATE_ANNOTATION]: stamp },
  },
  spec: {
    ...{ replicas: 0, serviceName: 'books', selector: { matchLabels: { app: 'books' } } },
    template: {
      metadata: { labels: { app: 'books' } },
      spec: { containers: [{ name: 'ledger', image: 'example/ledger:4.1', args: [`-store=${phase}`] }] },
    },
  },
});
