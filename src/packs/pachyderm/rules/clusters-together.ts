import { both } from '../../../english.ts';
import { likely, ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { isPachyderm } from '../read/manifests.ts';
import { BESIDE, cluster, NEW, OLD } from './peer-examples.ts';

export const clustersTogether = ruleFor<PachydermFacts>()({
  id: 'clusters-together',
  severity: 'error',
  audit: ['D-1', 'D-26'],
  needs: ['objects', 'stream'],
  isFirst: true,
  isIndependent: true,
  summary: 'two clusters are in one stream',
  why: 'Both would be moved to the same ports, and nothing would compare their names, buckets and disks.',
  bad: [{ manifests: cluster(NEW) + cluster(OLD), asked: BESIDE }],
  good: [{ manifests: cluster(NEW), peer: cluster(OLD), asked: BESIDE }],
  judge({ now, stream }, report) {
    const own = now.objects.find(({ kind, name }) => kind === 'Deployment' && name === 'pachd');
    const others = stream
      .others()
      .filter((one) => one.kind === 'Deployment' && one.name === 'pachd' && isPachyderm(one));
    if (own === undefined || others.length === 0) return;
    const namespaces = others.map((one) => likely(one.at('metadata', 'namespace')) ?? 'not named');
    report({
      at: own,
      what: `the stream also holds pachd of another cluster (namespace ${both(namespaces)})`,
      fix: 'render each cluster by itself, and name the manifests of the other one with --peer',
    });
  },
});
