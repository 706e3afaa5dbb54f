import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packOfChart } from '../../src/cli/pack-of-values.ts';
import { type Known, known, likely, type Pack } from '../../src/pack.ts';
import { entryFields } from '../../src/packs/prometheus/facts/entry-fields.ts';
import { RECEIVER_FLAG } from '../../src/packs/prometheus/facts/settings.ts';
import { prometheus } from '../../src/packs/prometheus/index.ts';
import type { PrometheusFacts, PrometheusState, RemoteWrite } from '../../src/packs/prometheus/read/facts.ts';
import { type ChartPack, hasChart } from '../../src/release/chart-values.ts';
import { caseOfValues, releaseValues } from '../../src/release/from-values.ts';
import { storedReleases } from '../../src/release/history.ts';
import { mergeValues } from '../../src/values/merge.ts';
import { readValuesText } from '../../src/values/read-values.ts';
import { DESTINATION, PROMETHEUS_RENDERS, readPrometheusRender } from './prometheus-renders.ts';

const RELEASE = { release: 'mon', namespace: 'monitoring' } as const;

interface Render {
  readonly file: string;
  readonly chart: string;
  readonly version: string;
  readonly variant: string;
}

function renders(): readonly Render[] {
  if (!existsSync(PROMETHEUS_RENDERS)) {
    console.warn(`NO RENDERS at ${PROMETHEUS_RENDERS}: values are not compared (set PHASEGATE_CONFORMANCE)`);
    return [];
  }
  return readdirSync(PROMETHEUS_RENDERS).flatMap((file) => {
    const [, chart, version, variant] = /^(\D+)-(\d+\.\d+\.\d+)-(.+)\.yaml$/.exec(file) ?? [];
    return chart && version && variant ? [{ file, chart, version, variant }] : [];
  });
}

/** As it is where somebody names the new store. */
const pack: Pack<PrometheusFacts> =
  prometheus.withSettings?.((name) => (name === 'destination' ? known(DESTINATION, 'person') : undefined)) ??
  prometheus;

function packFor(chart: string): ChartPack {
  const found = hasChart(pack as Pack) ? packOfChart(chart, [pack as unknown as ChartPack]) : undefined;
  if (found === undefined) throw new Error(`${chart} is a chart of no pack`);
  return found;
}

function stateOfRender({ file }: Render): PrometheusState {
  const [stored, ...others] = storedReleases(readPrometheusRender(file), [pack as Pack]);
  if (!stored || others.length > 0) throw new Error(`${others.length + 1} releases in ${file}`);
  return stored.state as PrometheusState;
}

function stateOfValues({ chart, version, variant }: Render): PrometheusState {
  // Everything else lies over a base that leaves out what has nothing to do with remote storage.
  const names = [...(variant === 'whole' ? [] : [chart]), `${chart}-${variant}`];
  const layers = names.map((name) => {
    const read = readValuesText(
      readFileSync(join(PROMETHEUS_RENDERS, 'values', `${name}.yaml`), 'utf8'),
      name,
    );
    if (!read.ok) throw new Error(read.error.message);
    return read.value;
  });
  const own = packFor(chart);
  const input = { ...RELEASE, chart: version, user: mergeValues(layers), helm: 3 as const, textOf: () => '' };
  return caseOfValues(own as unknown as Pack<PrometheusFacts>, releaseValues(input, own)).now;
}

/** A text for each that is there; where it is not sure, what it likely is. */
const shown = <T>(one: Known<T> | undefined): T | string | undefined =>
  one && (one.sure ? one.value : `? ${likely(one) ?? one.why}`);

const entry = ({ index, name, url, spelling, tree }: RemoteWrite) => ({
  index,
  name: shown(name),
  url: shown(url),
  keys: tree.keys().map(String).toSorted(),
  fields: Object.fromEntries(
    entryFields().flatMap((field) => {
      const [own, said] = [field[spelling].join('.'), tree.at(...field[spelling])];
      return said || tree.has(...field[spelling])
        ? [[own, shown(said) ?? tree.type(...field[spelling])]]
        : [];
    }),
  ),
});

const FLAGS = ['config.file', 'agent', 'enable-feature', 'web.enable-lifecycle', RECEIVER_FLAG];

const labels = (of: Readonly<Record<string, Known<string>>>) =>
  Object.fromEntries(Object.entries(of).map(([name, said]) => [name, likely(said)]));

function facts({ phase, components, setting }: PrometheusState) {
  const settings = ['retention', 'retentionSize', 'outOfOrderWindow'];
  return {
    phase: shown(phase)?.replace(/, which is not among the manifests$/, ''),
    settings: Object.fromEntries(settings.map((name) => [name, setting(name).map(shown)])),
    components: components.map((one) => ({
      name: one.name,
      kind: one.kind,
      server: shown(one.server),
      spelling: one.spelling,
      isAgent: one.isAgent,
      isOnEveryNode: one.isOnEveryNode ?? false,
      replicas: shown(one.replicas),
      shards: shown(one.shards),
      receives: shown(one.receives),
      externalLabels: labels(one.externalLabels),
      replicaLabel: shown(one.replicaLabel),
      flags: Object.fromEntries(FLAGS.map((name) => [name, shown(one.flags[name])])),
      variables: Object.keys(one.variables),
      elsewhere: likely(one.elsewhere)?.replace(/, which is not among the manifests$/, ''),
      isUnreadable: one.unreadable !== undefined,
      duplicates: one.duplicates.map(shown),
      entries: one.entries.map(entry),
      readers: one.readers.map(({ url, index }) => ({ index, url: shown(url) })),
    })),
  };
}

const all = renders();

describe.skipIf(all.length === 0)('values of a release of Prometheus', () => {
  it.each(all)('say what the render says: $file', (render) => {
    expect(facts(stateOfValues(render))).toEqual(facts(stateOfRender(render)));
  });

  it('are compared for every file of values', () => {
    const variants = new Set(all.map(({ chart, variant }) => `${chart}-${variant}.yaml`));
    const bases = new Set(all.map(({ chart }) => `${chart}.yaml`));
    const files = readdirSync(join(PROMETHEUS_RENDERS, 'values')).filter((name) => !bases.has(name));
    expect(files.filter((name) => !variants.has(name))).toEqual([]);
  });
});
