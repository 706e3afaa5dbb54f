import { likely, sure } from '../../../pack.ts';
import { componentOf, hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { DUAL, each, manifests, PHASE_FLAGS_2 } from './examples.ts';

const MICROSERVICES = '  microservices:\n    enabled: true\n';

const rendered = (...components: readonly string[]): string =>
  manifests('2.2.1', {
    components: each(components, { args: PHASE_FLAGS_2.dual }),
  });
const PARTS = ['ingester', 'querier', 'metastore', 'segment-writer', 'query-backend'];

/** Values are looked at again and again after the step, when it is old news in v2; render is a step. */
const isNews = (state: PyroscopeState): boolean =>
  likely(state.phase) === 'dual' || (state.readFrom === 'manifests' && hasV2(state));

export const distributorNeedsBucket: PyroscopeRule = {
  id: 'distributor-needs-bucket',
  severity: 'info',
  summary: 'from dual on the distributor exits when it cannot reach the bucket',
  why: 'It loads placement rules from there and exits when it cannot ("failed to load placement rules"), which stops v1 ingest, too.',
  details: `In v1 the distributor never asks the bucket. From dual on it loads placement rules from there, and exits if it
cannot: \`failed to load placement rules …\` (seen on servers 1.15.0 to 2.2.1 with an unreachable bucket). A network policy,
missing rights or a minio that starts late then stop v1 ingest as well. Check before the step that the distributor's pods can
read the bucket.`,
  audit: ['B12'],
  sources: ['servers 1.15.0 to 2.2.1, run'],
  get good() {
    return [
      { values: DUAL },
      { values: `architecture:\n${MICROSERVICES}` },
      { chart: '1.14.0', values: DUAL + MICROSERVICES },
      { manifests: rendered(...PARTS), asked: { phase: 'dual' } },
      { manifests: rendered(...PARTS, 'distributor'), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      { values: DUAL + MICROSERVICES, at: 'architecture.storage.v2' },
      {
        chart: '2.0.2',
        values: `architecture:\n  storage:\n    v1: true\n${MICROSERVICES}`,
        at: 'architecture.storage.v2',
      },
      {
        manifests: rendered(...PARTS, 'distributor'),
        asked: { phase: 'dual' },
        at: 'name: pyroscope-distributor',
      },
    ];
  },
  judge({ now }, report) {
    const distributor = componentOf(now, 'distributor');
    if (!distributor || !isNews(now) || sure(now.layout) !== 'microservices') return;
    report({
      at: distributor.object ?? now.values?.at('architecture', 'storage', 'v2'),
      what: `in ${likely(now.phase)} the distributor needs the bucket`,
      fix: "check before the step that network policies and the distributor's credentials allow the bucket",
    });
  },
};
