import { likely, sure } from '../../../pack.ts';
import { redactAddresses } from '../../../redaction.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

const BRACES = '- name: archive\n  url: "http://{{ .Release.Name }}-archive:8428/api/v1/write"\n';

export const templateInUrl: PrometheusRule = {
  id: 'template-in-url',
  severity: 'error',
  audit: ['P-55'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'the URL of an entry holds braces of a Helm template',
  why: 'The chart passes the text on as it is, and Prometheus refuses its whole configuration for it.',
  details: `kube-prometheus-stack fills in templates in \`remoteWrite\`, but not in \`additionalRemoteWrite\` (charts up to 88.5.3). The chart
prometheus fills them in since 25.0.0.`,
  bad: [{ manifests: stack({ entries: OLD + BRACES }), asked: to('dual'), at: '.Release.Name' }],
  good: [{ manifests: stack({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    if (now.readFrom === 'server') return;
    for (const { entries } of now.components)
      for (const { url } of entries) {
        // In values a template is known only where the chart does not fill it in.
        const text = (now.readFrom === 'values' ? sure(url) : likely(url)) ?? '';
        if (!text.includes('{{')) continue;
        report({
          at: url && { ...url, sure: true, value: text, by: 'chart' },
          what: `the template in the URL ${redactAddresses(text)} is not filled in`,
          fix: 'write the name itself, or move the entry to prometheus.prometheusSpec.remoteWrite',
        });
      }
  },
};
