import { likely, sure } from '../../../pack.ts';
import { storeOf } from '../read/entries.ts';
import type { PrometheusRule, RemoteWrite } from '../read/facts.ts';
import { NEW, OLD, plain, stack, to } from './examples.ts';

const UNNAMED = '- url: http://old.example.org/api/v1/push\n';

/** What Prometheus takes an entry for: its name, else its URL. */
function identityOf({ name, url }: RemoteWrite): string | undefined {
  if (name) return sure(name) && `name ${sure(name)}`;
  const own = sure(url);
  return own && `URL ${storeOf(own)}`;
}

export const entriesCollide: PrometheusRule = {
  id: 'entries-collide',
  severity: 'error',
  audit: ['P-54'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'two entries of remote_write have one name, or no name and one URL',
  why: 'Prometheus refuses such a configuration at the reload and keeps the old one. promtool does not find the second kind.',
  sources: ['operator 0.85 and Prometheus 3.15, started'],
  bad: [
    { manifests: stack({ entries: OLD + NEW.replace('name: new', 'name: old') }), asked: to('dual') },
    { manifests: plain({ entries: UNNAMED + UNNAMED }), asked: to('dual') },
  ],
  good: [
    { manifests: stack({ entries: OLD + NEW }), asked: to('dual') },
    { manifests: plain({ entries: UNNAMED }), asked: to('dual') },
  ],
  judge({ now }, report) {
    for (const { entries } of now.components) {
      const seen = new Map<string, RemoteWrite>();
      for (const entry of entries) {
        const identity = identityOf(entry);
        if (identity === undefined) continue;
        const first = seen.get(identity);
        seen.set(identity, first ?? entry);
        if (first === undefined) continue;
        const isNamed = entry.name !== undefined;
        report({
          at: [entry.name ?? entry.url, first.name ?? first.url],
          what: isNamed
            ? `two entries of remote_write have the name ${likely(entry.name)}`
            : 'two entries of remote_write have no name and the same URL',
          fix: isNamed ? 'give one of them another name' : 'give each a name of its own',
        });
      }
    }
  },
};
