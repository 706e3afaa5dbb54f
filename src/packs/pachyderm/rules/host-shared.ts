import { ruleFor } from '../../../pack.ts';
import { allObjects, meeting, wheres } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { hostsOf, type NamedHost } from '../read/hosts.ts';
import { BESIDE, cluster, ingress, NEW, OLD } from './peer-examples.ts';

const at = (namespace: string, host: string, publicHost = host): string =>
  cluster(namespace, [ingress(namespace, host)], {
    version: '2.11.6',
    variables: { PACHYDERM_PUBLIC_HOST: publicHost },
  });

export const hostShared = ruleFor<PachydermFacts>()({
  id: 'host-shared',
  severity: 'error',
  audit: ['D-32', 'D-33'],
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side answer to one host name',
  why: 'The API server silently takes two Ingresses with one host, and clients reach the one or the other.',
  details:
    'Where only the logins go to one host, to an enterprise server that both use say, it is a warning.',
  bad: [
    {
      manifests: at(NEW, 'pach.example.org'),
      peer: at(OLD, 'pach.example.org'),
      asked: BESIDE,
      at: 'host: pach.example.org',
    },
    {
      manifests: at(NEW, 'new.example.org', 'old.example.org'),
      peer: at(OLD, 'old.example.org'),
      asked: BESIDE,
    },
  ],
  good: [{ manifests: at(NEW, 'new.example.org'), peer: at(OLD, 'old.example.org'), asked: BESIDE }],
  judge(of, report) {
    const isOne = (own: NamedHost, other: NamedHost): boolean => own.host === other.host;
    const meetings = meeting(hostsOf(allObjects(of)), hostsOf(of.peer.objects), isOne);
    for (const host of new Set(meetings.map(([own]) => own.host))) {
      const named = meetings.filter(([own]) => own.host === host);
      report({
        at: named.map(([own]) => own.at),
        ...(named.every(([own, other]) => own.isOfLogin && other.isOfLogin) && { severity: 'warning' }),
        what: `both clusters use the host ${host}: here ${wheres(named.map(([own]) => own))}, there ${wheres(named.map(([, other]) => other))}`,
        fix: 'give one of the two another host, in the Ingress and in every address that repeats it (proxy.host or ingress.host, oidc.issuerURI)',
      });
    }
  },
});
