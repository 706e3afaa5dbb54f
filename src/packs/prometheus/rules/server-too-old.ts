import { isBefore } from '../../../chart/versions.ts';
import { type Spot, sure } from '../../../pack.ts';
import { entryFields } from '../facts/entry-fields.ts';
import type { PrometheusRule, PrometheusServer } from '../read/facts.ts';
import { isKnownToChart } from '../render/entry.ts';
import { OLD, plain, stack, to } from './examples.ts';

/** Something that is asked of a Prometheus, and the first version that can do it. */
interface Wish {
  readonly what: string;
  readonly from: string;
  readonly at: Spot;
  /** The operator leaves it out, and the rest goes on. */
  readonly isLeftOut: boolean;
}

function wishesOf(server: PrometheusServer, chart: string | undefined): readonly Wish[] {
  const { entries, resource, spelling, receives } = server;
  const window = resource?.at('tsdb', 'outOfOrderTimeWindow');
  const wishes: Wish[] = [];
  const isResource = spelling === 'resource';
  if (isResource && sure(receives) === true)
    wishes.push({ what: 'the remote_write receiver', from: '2.33.0', at: receives, isLeftOut: false });
  if (window && !/^0/.test(sure(window) ?? '0'))
    wishes.push({ what: 'an out-of-order window', from: '2.39.0', at: window, isLeftOut: false });
  for (const { tree } of entries)
    for (const field of entryFields()) {
      const path = field[spelling];
      if (field.server === undefined || !tree.has(...path)) continue;
      if (isResource && !isKnownToChart(field, chart)) continue;
      wishes.push({
        ...{ what: path.join('.'), from: field.server, at: tree.place(...path) },
        isLeftOut: isResource,
      });
    }
  return wishes;
}

export const serverTooOld: PrometheusRule = {
  id: 'server-too-old',
  severity: 'error',
  audit: ['P-58'],
  refusesSteps: true,
  isIndependent: true,
  summary: 'what is asked for needs a newer Prometheus than the one that runs',
  why: 'Prometheus refuses a configuration with a field that it does not know, and keeps its old one.',
  details: `For custom resources the operator leaves out what a version does not know, with a line in its log: a receiver (2.33), an
out-of-order window (2.39), native histograms (2.40), an age limit (2.50), remote_write 2.0 (2.54).`,
  sources: ['operator 0.85, started'],
  bad: [
    {
      manifests: stack({ entries: OLD, more: 'enableRemoteWriteReceiver: true\n', server: '2.32.1' }),
      asked: to('dual'),
      at: 'enableRemoteWriteReceiver',
    },
    {
      manifests: plain({ entries: `${OLD}  send_native_histograms: true\n`, server: '2.39.0' }),
      asked: to('dual'),
      at: 'send_native_histograms',
    },
  ],
  good: [{ manifests: stack({ entries: `${OLD}  sendNativeHistograms: true\n` }), asked: to('dual') }],
  judge({ now }, report) {
    for (const server of now.components) {
      const version = sure(server.server);
      if (version === undefined) continue;
      for (const { what, from, at, isLeftOut } of wishesOf(server, sure(now.chart))) {
        if (!isBefore(version, from)) continue;
        report({
          at: [at, server.server],
          ...(isLeftOut && { severity: 'warning' as const }),
          ...(server.spelling === 'resource' && {
            why: 'The operator leaves it out, with a line in its log.',
          }),
          what: `${what} needs Prometheus ${from.replace(/\.0$/, '')}, and ${version} runs`,
          fix: `upgrade Prometheus to ${from} or newer, or leave it out`,
        });
      }
    }
  },
};
