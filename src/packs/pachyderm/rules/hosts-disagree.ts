import { both } from '../../../english.ts';
import { ruleFor } from '../../../pack.ts';
import { wheres } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { answersTo, ingressHosts, repeatedHosts } from '../read/hosts.ts';
import { BESIDE, cluster, ingress, NEW } from './peer-examples.ts';

const at = (host: string, publicHost: string): string =>
  cluster(NEW, [ingress(NEW, host)], {
    version: '2.11.6',
    variables: { PACHYDERM_PUBLIC_HOST: publicHost, ISSUER_URI: `http://${publicHost}/dex` },
  });

export const hostsDisagree = ruleFor<PachydermFacts>()({
  id: 'hosts-disagree',
  severity: 'error',
  audit: ['D-33'],
  needs: ['objects'],
  yieldsTo: 'ignore',
  summary: 'pachd or the console names another host than the Ingress has',
  why: 'A login is sent to the host of the issuer and the redirects, which may still be that of the other cluster.',
  details: 'Where the console alone sends logins elsewhere, to an enterprise server say, it is a warning.',
  bad: [
    {
      manifests: at('new.example.org', 'old.example.org'),
      asked: BESIDE,
      at: 'value: "old.example.org"',
    },
  ],
  good: [
    { manifests: at('"*.example.org"', 'new.example.org'), asked: BESIDE },
    { manifests: at('new.example.org', 'new.example.org'), asked: BESIDE },
    { manifests: at('new.example.org', 'pachd:30658'), asked: BESIDE },
  ],
  judge({ now }, report) {
    const fronts = new Set(ingressHosts(now.objects).map(({ host }) => host));
    if (fronts.size === 0) return;
    const astray = repeatedHosts(now.objects).filter(
      ({ host }) => ![...fronts].some((front) => answersTo(front, host)),
    );
    for (const host of new Set(astray.map((one) => one.host))) {
      const named = astray.filter((one) => one.host === host);
      report({
        at: named.map((one) => one.at),
        ...(named.every((one) => one.isOfLogin) && { severity: 'warning' }),
        what: `the host is ${host} in ${wheres(named)}, and ${both([...fronts])} in the Ingress`,
        fix: 'move the host by the values of the chart (proxy.host or ingress.host, oidc.issuerURI), so that every address follows',
      });
    }
  },
});
