import { counted } from '../../../english.ts';
import { likely } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { CLUSTER, on } from './examples.ts';

/** API groups that Kubernetes 1.16 and 1.22 took away. */
const GONE = /^(?:apps|storage\.k8s\.io)\/v1beta1$/;

export const oldApiVersion: PachydermRule = {
  id: 'old-api-version',
  severity: 'warning',
  audit: ['D-25'],
  summary: 'manifests are of an API that newer Kubernetes does not serve',
  why: 'Kubernetes 1.16 and later refuse the Deployments of pachctl 1.6 to 1.8, and create everything else.',
  bad: [
    {
      manifests: CLUSTER.replace('kind: Deployment', 'apiVersion: apps/v1beta1\nkind: Deployment'),
      asked: on('migration'),
    },
  ],
  good: [{ manifests: CLUSTER, asked: on('migration') }],
  judge({ now }, report) {
    const old = (now.objects ?? []).filter((object) => GONE.test(likely(object.at('apiVersion')) ?? ''));
    const [first] = old;
    if (first === undefined) return;
    report({
      at: first.at('apiVersion'),
      what: `${first.kind} ${first.name} is of ${likely(first.at('apiVersion'))}${old.length > 1 ? `, as are ${counted(old.length - 1, 'other object')}` : ''}`,
      fix: 'apply them to Kubernetes before 1.16 only',
    });
  },
};
