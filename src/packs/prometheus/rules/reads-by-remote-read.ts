import { likely } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { NEW, plain, to } from './examples.ts';

const READS = 'remote_read:\n  - url: http://old.example.org/api/v1/read\n';

export const readsByRemoteRead: PrometheusRule = {
  id: 'reads-by-remote-read',
  severity: 'warning',
  summary: 'remote_read stays where it is while the new store takes over',
  why: 'Readers are moved last and by hand: phasegate does not know which address of the new store answers reads.',
  bad: [{ manifests: plain({ entries: NEW, more: READS }), asked: to('new') }],
  good: [
    { manifests: plain({ entries: NEW }), asked: to('new') },
    { manifests: plain({ entries: NEW, more: READS }), asked: to('dual') },
  ],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value !== 'new') return;
    for (const { readers } of now.components)
      for (const { url, tree } of readers)
        report({
          at: url ?? tree.place(),
          what: `remote_read asks ${likely(url)?.replace(/\/\/[^/@]*@/, '//') ?? 'a store'}`,
          fix: 'point it at the new store in an upgrade of its own, once queries there answer the same',
        });
  },
};
