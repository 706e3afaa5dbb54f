import type { SharedPart } from '../../../pack.ts';
import type { PrometheusRule, PrometheusServer, PrometheusState } from '../read/facts.ts';
import { entryToDrop, getsDestination, shownEntry } from '../render/index.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from './examples.ts';

const withQueue = (own: string, field: string): string =>
  `${OLD}  ${field}: &queue\n    capacity: 100\n- name: new\n  url: ${DESTINATION_URL}\n  ${field}: ${own}\n`;

/** What an edit on the way to the phase would change elsewhere, and what it would edit. */
function sharedOf(server: PrometheusServer, { phase, meant }: PrometheusState) {
  const { written } = server;
  if (written === undefined || !phase.sure) return undefined;
  const { object, list } = written;
  if (phase.value === 'dual' && getsDestination(server, meant)) {
    const parts = object.shared(...list).filter(({ isOfAll }) => isOfAll);
    return { what: 'the list remote_write', parts };
  }
  const old = phase.value === 'new' ? entryToDrop(server, meant) : undefined;
  if (old === undefined) return undefined;
  return { what: `remote_write to ${shownEntry(old)}`, parts: object.shared(...list, old.index) };
}

const named = (parts: readonly SharedPart[]): string =>
  [...new Set(parts.map(({ alias }) => `*${alias}`))].join(', ');

export const sharedByAlias: PrometheusRule = {
  id: 'shared-by-alias',
  severity: 'error',
  needs: ['objects'],
  isFirst: true,
  summary: 'an alias brings a part of remote_write to another place, which the edit would break or change',
  why: 'Without its anchor the alias stands for nothing, and the whole document cannot be read; or what it stands for changes with the edit.',
  details: `Helm and the charts write no aliases; a \`prometheus.yml\` of your own, or another post-renderer, may. phasegate takes out or adds
one entry and leaves every other byte as it is, so it does not write out what an alias stands for.`,
  sources: ['YAML 1.2, anchors and aliases'],
  bad: [
    { manifests: stack({ entries: withQueue('*queue', 'queueConfig') }), asked: to('new'), at: '*queue' },
    { manifests: plain({ entries: withQueue('*queue', 'queue_config') }), asked: to('new'), at: '*queue' },
    {
      manifests: `${stack({ more: 'additionalArgs: &none []\n' })}  remoteWrite: *none\n`,
      asked: to('dual', { old: 'tsdb' }),
      at: '*none',
    },
  ],
  good: [
    { manifests: stack({ entries: withQueue('*queue', 'queueConfig') }), asked: to('dual') },
    { manifests: plain({ entries: withQueue('{capacity: 7}', 'queue_config') }), asked: to('new') },
    { manifests: plain({ entries: OLD + NEW }), asked: to('new') },
  ],
  judge({ now }, report) {
    for (const server of now.components) {
      const { what, parts = [] } = sharedOf(server, now) ?? {};
      if (what === undefined || parts.length === 0) continue;
      report({
        at: parts.map(({ place }) => place),
        what: `${what} cannot be edited: ${named(parts)} stands for a part of it, or for all of it`,
        fix: `write out what ${named(parts)} stands for, in its place`,
      });
    }
  },
};
