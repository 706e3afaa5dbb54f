import { likely, sure } from '../../../pack.ts';
import { queryOf, storeOf } from '../read/entries.ts';
import type { PrometheusRule, RemoteWrite } from '../read/facts.ts';
import { contentOf } from '../steps/transition.ts';
import { NEW, OLD, plain, stack, to } from './examples.ts';

const UNNAMED_URL = 'http://old.example.org/api/v1/push';
const UNNAMED = `- url: ${UNNAMED_URL}\n`;

/** What tells stores of one URL apart. */
const TELLS_APART: ReadonlySet<unknown> = new Set(['headers', 'http_headers']);

/**
 * What tells an entry from others: its name, else its store. Prometheus 3.15 takes unnamed entries of one store as long as
 * they differ in anything, such as what they leave out; which of them is meant, nothing says then.
 */
function identityOf({ name, url, tree }: RemoteWrite): string | undefined {
  if (name) return sure(name) && `name ${sure(name)}`;
  const own = sure(url);
  const rest = tree
    .keys()
    .filter((key) => TELLS_APART.has(key))
    .toSorted();
  return (
    own && JSON.stringify([storeOf(own), queryOf(own), rest.map((key) => [key, contentOf(tree, [key])])])
  );
}

export const entriesCollide: PrometheusRule = {
  id: 'entries-collide',
  severity: 'error',
  audit: ['P-54'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'two entries of remote_write have one name, or no name and one store',
  why: 'Prometheus refuses such a configuration at the reload and keeps the old one. promtool does not find the second kind.',
  sources: ['operator 0.85 and Prometheus 3.15, started'],
  bad: [
    { manifests: stack({ entries: OLD + NEW.replace('name: new', 'name: old') }), asked: to('dual') },
    { manifests: plain({ entries: UNNAMED + UNNAMED }), asked: to('dual') },
    { manifests: plain({ entries: `${UNNAMED}${UNNAMED}  write_relabel_configs: []\n` }), asked: to('dual') },
  ],
  good: [
    { manifests: stack({ entries: OLD + NEW }), asked: to('dual') },
    { manifests: plain({ entries: UNNAMED }), asked: to('dual') },
    {
      manifests: plain({ entries: `${UNNAMED}${UNNAMED}  headers:\n    X-Scope-OrgID: b\n` }),
      asked: to('dual', { old: UNNAMED_URL }),
    },
    {
      manifests: plain({ entries: UNNAMED + UNNAMED.replace('push', 'push?db=b') }),
      asked: to('dual', { old: UNNAMED_URL }),
    },
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
            : 'two entries of remote_write have no name and the same store',
          fix: isNamed ? 'give one of them another name' : 'give each a name of its own',
        });
      }
    }
  },
};
