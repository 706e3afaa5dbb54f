import { isBefore } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

const [FIRST, FIXED] = ['2.51.0', '2.53.1'];

export const senderSkipsSamples: PrometheusRule = {
  id: 'sender-skips-samples',
  severity: 'error',
  audit: ['P-73'],
  refusesSteps: true,
  summary: `Prometheus ${FIRST} to 2.53.0 skips samples when sending stalls`,
  why: 'No counter shows it, so nothing can prove that the new store has got everything.',
  sources: ['changelog of Prometheus 2.53.1'],
  bad: [{ manifests: stack({ entries: OLD, server: '2.52.0' }), asked: to('dual') }],
  good: [
    { manifests: stack({ entries: OLD, server: '2.53.1' }), asked: to('dual') },
    { manifests: stack({ entries: OLD, server: '2.52.0' }), asked: to('old') },
  ],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value !== 'dual') return;
    for (const { server } of now.components) {
      const version = sure(server);
      if (version === undefined || isBefore(version, FIRST) || !isBefore(version, FIXED)) continue;
      report({
        at: server,
        what: `Prometheus ${version} skips samples without a trace when sending stalls for minutes`,
        fix: `upgrade Prometheus to ${FIXED} or newer first`,
      });
    }
  },
};
