import { readImage } from '../../../image-reference.ts';
import { type ManifestObject, ruleFor } from '../../../pack.ts';
import type { PrometheusFacts } from '../read/facts.ts';
import { isResource, isServer, recognise } from '../read/manifests.ts';
import { NEW, OLD, plain, stack, to } from './examples.ts';

/** A subchart with an alias has that in the place of its name. */
const aliased = (manifests: string): string =>
  manifests
    .replaceAll('mon-prometheus', 'mon-other-prometheus')
    .replaceAll('helm.sh/chart: prometheus-', 'helm.sh/chart: other-')
    .replaceAll('chart: kube-prometheus-stack-', 'chart: other-');

/** Alertmanager and exporters have the same flag. */
const runsPrometheus = ({ kind, args, images }: ManifestObject): boolean =>
  isResource(kind) ||
  (isServer(args) && images.some((text) => /(?:^|\/)prometheus$/.test(readImage(text).repository)));

export const serverNotRecognised = ruleFor<PrometheusFacts>()({
  id: 'server-not-recognised',
  severity: 'warning',
  needs: ['stream'],
  summary: 'another Prometheus of the release is not recognised, and stays as it is',
  why: 'Its samples go to the old store alone, which is given up while it is still written to.',
  details: `The charts are told by their names in the labels \`chart\` and \`helm.sh/chart\`. A dependency with an \`alias\` has the alias there.
A Prometheus resource of your own has no such label.`,
  sources: ['helm 3.21 and 4.2, a dependency with an alias'],
  bad: [
    { manifests: `${plain({ entries: OLD })}---\n${aliased(plain({ entries: OLD }))}`, asked: to('dual') },
    {
      manifests: `${stack({ entries: OLD + NEW })}---\n${aliased(stack({ entries: OLD }))}`,
      asked: to('new'),
    },
  ],
  good: [
    { manifests: `${plain({ entries: OLD })}---\n${aliased(plain({ entries: OLD }))}`, asked: to('old') },
    {
      manifests: `${plain({ entries: OLD })}---\n${aliased(plain({ entries: OLD })).replace('prometheus/prometheus:', 'prometheus/alertmanager:')}`,
      asked: to('dual'),
    },
    { manifests: stack({ entries: OLD }), asked: to('dual') },
  ],
  judge({ now, stream }, report) {
    if (!now.phase.sure || now.phase.value === 'old') return;
    for (const object of stream.alike().filter((one) => runsPrometheus(one) && recognise(one) === false))
      report({
        at: object,
        what: `${object.kind}/${object.name} runs Prometheus, and its labels name none of the charts that phasegate knows: it is left as it is`,
        fix: 'leave the alias of the dependency out, or write both entries of remote_write into its values by hand',
      });
  },
});
