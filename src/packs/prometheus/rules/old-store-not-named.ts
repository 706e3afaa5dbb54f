import { likely } from '../../../pack.ts';
import { LOCAL } from '../facts/settings.ts';
import { destinationAmong, destinationsAmong, oldAmong, storeOf } from '../read/entries.ts';
import type { PrometheusRule, RemoteWrite } from '../read/facts.ts';
import { isDestination, shownEntry } from '../render/index.ts';
import { ARCHIVE, DESTINATION_URL, NEW, OLD, plain, stack, to } from './examples.ts';

const tenant = (name: string): string =>
  `- name: ${name}\n  url: ${DESTINATION_URL}\n  headers:\n    X-Scope-OrgID: ${name}\n`;
const [TENANT_A, TENANT_B] = [tenant('a'), tenant('b')];

/** What `old` may say of an entry. */
const wordFor = ({ name, url }: RemoteWrite): string => likely(name) ?? storeOf(likely(url) ?? '');

export const oldStoreNotNamed: PrometheusRule = {
  id: 'old-store-not-named',
  severity: 'error',
  audit: ['P-69'],
  isFirst: true,
  refusesSteps: true,
  summary: 'it is not clear which entry of remote_write is the old store',
  why: 'phasegate drops the entry of the old store at the end. It does not guess which one that is.',
  details: `\`--old\` (\`PHASEGATE_OLD\`, \`old\` in phasegate.yaml) takes the name or the URL of the entry. Where the old store is the
storage of the Prometheus itself, it is \`${LOCAL}\`: the first entry of remote_write is then the new store, and nothing in the
manifests tells dual from new. Two tenants of one store, or two databases of one InfluxDB, have one URL: \`--destination-tenant\`,
or the query of the destination's URL, says which entry is the new store.`,
  bad: [
    { manifests: stack({ entries: OLD + ARCHIVE + NEW }), asked: to('new') },
    { manifests: plain({ entries: OLD + ARCHIVE }), asked: to('dual') },
    { manifests: plain({}), asked: to('dual') },
    { manifests: plain({ entries: OLD + NEW }), asked: to('new', { old: 'older' }) },
    { manifests: plain({ entries: TENANT_A + TENANT_B }), asked: to('new') },
    { manifests: plain({ entries: NEW + NEW.replace('name: new', 'name: other') }), asked: to('new') },
  ],
  good: [
    { manifests: stack({ entries: OLD + ARCHIVE + NEW }), asked: to('new', { old: 'old' }) },
    { manifests: plain({ entries: OLD + ARCHIVE }), asked: to('old') },
    { manifests: plain({ entries: TENANT_A + TENANT_B }), asked: to('new', { destinationTenant: 'b' }) },
    { manifests: plain({ entries: OLD }), asked: to('dual') },
    { manifests: plain({}), asked: to('dual', { old: LOCAL }) },
    { manifests: stack({ more: 'enableRemoteWriteReceiver: true\n' }), asked: to('dual') },
  ],
  judge({ now, asked }, report) {
    const { meant } = now;
    const phase = now.phase.sure ? now.phase.value : undefined;
    if (phase === undefined || phase === 'old' || meant.old === LOCAL) return;
    for (const server of now.components) {
      const { entries } = server;
      const old = oldAmong(entries, meant);
      const isThere = destinationAmong(entries, meant) !== undefined;
      const names = old.map(shownEntry);
      const others = oldAmong(entries, { ...meant, old: undefined });
      const isGone = isThere && phase === 'new';
      const alike = destinationsAmong(entries, meant);
      if (alike.length > 1) {
        report({
          at: alike.map((one) => one.tree.place()),
          severity: phase === 'new' ? 'error' : 'warning',
          what: `${alike.length} entries of remote_write have the URL of the new store: ${alike.map(shownEntry).join(', ')}`,
          fix: 'name the old one with --old NAME, set --destination-tenant where the header X-Scope-OrgID tells them apart, or give --destination its query',
        });
        continue;
      }
      if (meant.old !== undefined && old.length === 0 && (!isGone || others.length > 0))
        report({
          at: entries[0]?.tree.place(),
          ...(isGone && { severity: 'warning' as const }),
          what: `no entry of remote_write is ${JSON.stringify(meant.old)}`,
          why: isGone ? `It may be gone already; ${others.map(shownEntry).join(', ')} stays.` : undefined,
          fix:
            others.length > 0
              ? `set --old to the name or the URL of the one that is meant: ${others.map(wordFor).join(', ')}`
              : `set --old to ${LOCAL}, if the old store is the storage of this Prometheus itself`,
        });
      else if (old.length > 1)
        report({
          at: old.map((one) => one.tree.place()),
          severity: phase === 'new' ? 'error' : 'warning',
          what: `${names.length} entries of remote_write may be the old store: ${names.join(', ')}`,
          fix: `name it with --old: --old ${old.map(wordFor)[0]}`,
        });
      else if (old.length === 0 && !isThere && asked('phase') !== undefined && !isDestination(server))
        report({
          at: server.object?.place('kind'),
          severity: 'warning',
          what: 'there is no remote_write yet, so the old store is the storage of this Prometheus itself',
          why: 'With the one entry for the new store, nothing in the manifests tells dual from new.',
          fix: `say so with --old ${LOCAL}, or set old: ${LOCAL} in phasegate.yaml`,
        });
    }
  },
};
