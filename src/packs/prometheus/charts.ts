import type { Chart } from '../../pack.ts';
import { type KnownChart, PLAIN, STACK, serverOf, versionsOf } from './facts/charts.ts';
import { defaultsOf, printedAs } from './facts/values.ts';

/**
 * Only what decides where samples go is known of their values, so there is no schema, and signs alone tell whose values a
 * file holds: the charts' names are words that many files have.
 */
const chartOf = (known: KnownChart, rest: Pick<Chart, 'signs' | 'likelyFrom'>): Chart => ({
  name: known.name,
  reference: `prometheus-community/${known.name}`,
  versions: versionsOf(known),
  defaults: (version) => defaultsOf(known.name, version),
  printedAs: (path) => printedAs(known.name, path),
  server: (version) => serverOf(known, version),
  ...rest,
});

export const STACK_CHART = chartOf(STACK, {
  signs: [['prometheus', 'prometheusSpec']],
  // Of November 2024, as the oldest known one of the other chart is.
  likelyFrom: '65.8.1',
});

export const PLAIN_CHART = chartOf(PLAIN, {
  signs: [
    ['serverFiles'],
    ['server', 'remoteWrite'],
    ['server', 'remoteRead'],
    ['server', 'extraFlags'],
    ['server', 'global'],
  ],
});

export const CHARTS = [STACK_CHART, PLAIN_CHART] as const;
