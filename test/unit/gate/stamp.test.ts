import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { stampWorkloads } from '../../../src/cli/render/stamp-workloads.ts';
import { overrideReason, overrideText, stampText } from '../../../src/guard/stamp.ts';
import { streamOf } from '../../../src/manifest/manifest-stream.ts';
import { readableObjects } from '../../../src/manifest/object.ts';
import { known, type Pack } from '../../../src/pack.ts';
import { prometheus as prometheusPack } from '../../../src/packs/prometheus/index.ts';
import { OLD, stack } from '../../../src/packs/prometheus/rules/examples.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { releasesIn } from '../../../src/release/recognise.ts';
import { RenderedStream } from '../../../src/render/render-stream.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { withLibrary } from '../../../src/yaml/library.ts';
import { input, NAMESPACE, RELEASE } from './memory-cluster.ts';

const prometheus = prometheusPack as Pack;

const STAMP = stampText({
  ...{ from: 'dual', to: 'v2', time: new Date('2026-11-30T09:00:00.123Z'), proof: ['soak=26h', 'checks=14'] },
  workloads: [
    { kind: 'StatefulSet', name: 'pyroscope', generation: 7, uid: 'aaaa0000-1111' },
    { kind: 'Deployment', name: 'pyroscope-distributor', generation: 4, uid: 'bbbb0000-1111' },
  ],
});

const OUTCOME = {
  ...{ pack: 'pyroscope', name: RELEASE, namespace: NAMESPACE, chartName: 'pyroscope' },
  ...{ chartVersion: '2.2.1', from: 'dual', to: 'v2', decisions: [], findings: [], edits: [] },
};

/** The stream with a stamp, and what is reported of it. */
async function stamped(text: string, stamp: string | undefined) {
  const rendered = new RenderedStream(streamOf(text), {
    ...{ releases: [OUTCOME], passedOver: [], changed: new Map() },
  });
  const { texts, releases } = await withLibrary(() => stampWorkloads(rendered, OUTCOME, pyroscope, stamp));
  return { text: texts.join(''), edits: releases[0]?.edits ?? [] };
}

const linesNotIn = (text: string, other: string): readonly string[] => {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
};

const workload = (annotations: string, podAnnotations = ''): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: pyroscope
  namespace: pyroscope
${annotations}  labels:
    app.kubernetes.io/instance: pyroscope
    app.kubernetes.io/name: pyroscope
    app.kubernetes.io/component: all
    helm.sh/chart: pyroscope-2.2.1
spec:
  template:
    metadata:
${podAnnotations}      labels:
        app: pyroscope
    spec:
      containers:
        - name: pyroscope
          args: ["-target=all", "-architecture.storage=v2"]
`;

const annotationsIn = (text: string, ...path: readonly string[]) =>
  parseAllDocuments(text).map((one) => one.getIn([...path, 'metadata', 'annotations'])?.toString() ?? '');

describe('a stamp', () => {
  it('names the step, the second, the proof and each workload in its state', () => {
    expect(STAMP).toBe(
      'dual-v2 2026-11-30T09:00:00Z soak=26h checks=14 Deployment/pyroscope-distributor@4.bbbb0000 StatefulSet/pyroscope@7.aaaa0000',
    );
  });

  it('is no override; an override without a reason is none either', () => {
    expect(overrideReason(STAMP)).toBeUndefined();
    expect(overrideReason(overrideText(' restored\nfrom a backup '))).toBe('restored from a backup');
    expect(overrideReason('override: by hand')).toBe('by hand');
    for (const none of ['override', 'override ', 'overridereason', 'an override of mine'])
      expect(overrideReason(none)).toBeUndefined();
  });
});

describe('stamps on the workloads of a release', () => {
  it.each(['single-binary', 'microservices', 'legacy'])(
    '%s: one annotation a workload, and nothing else',
    async (layout) => {
      const text = input(`2.2.1/${layout}/dual`);
      const { text: out, edits } = await stamped(text, STAMP);
      const workloads = parseAllDocuments(text).filter(
        (one) =>
          ['Deployment', 'StatefulSet'].includes(String(one.get('kind'))) &&
          /helm.sh\/chart: pyroscope-/.test(one.toString()),
      );
      expect(workloads.length).toBeGreaterThan(0);
      const written = `{"phasegate.dev/gate":"${STAMP}"}`;
      expect(out.split(written)).toHaveLength(workloads.length + 1);
      const inLine = `, "annotations": ${written}`;
      expect(out.replaceAll(`\n  annotations: ${written}`, '').replaceAll(inLine, '')).toBe(text);
      expect(edits.map(({ reason, action }) => `${reason} ${action}`)).toEqual(
        workloads.map(() => 'guard add'),
      );
    },
  );

  it('go onto a map of annotations however it is written', async () => {
    for (const annotations of [
      '  annotations:\n    a: b\n',
      '  annotations: {a: b}\n',
      '  annotations: {}\n',
      '  annotations:\n',
      '  annotations: null\n',
      '  annotations:\n    phasegate.dev/gate: "v1-dual 2026-01-01T00:00:00Z StatefulSet/pyroscope@1"\n',
      '  annotations: {a: b, phasegate.dev/gate: v1-dual}\n',
    ]) {
      const { text } = await stamped(workload(annotations), STAMP);
      expect(annotationsIn(text)[0], annotations).toContain(STAMP);
      expect(annotationsIn(text)[0], annotations).not.toContain('v1-dual');
      expect(text.includes('a: b'), annotations).toBe(annotations.includes('a: b'));
    }
  });

  it('take those of earlier steps away, from pods as well, whether there is a new one or not', async () => {
    const old = 'phasegate.dev/gate: "v1-dual 2026-01-01T00:00:00Z StatefulSet/pyroscope@1"';
    for (const [annotations, pods] of [
      [`  annotations:\n    ${old}\n`, `      annotations:\n        ${old}\n`],
      [`  annotations:\n    a: b\n    ${old}\n`, `      annotations:\n        ${old}\n        a: b\n`],
      [`  annotations: {${old}, a: b}\n`, `      annotations: {${old}}\n`],
    ] as const) {
      const text = workload(annotations, pods);
      const without = await stamped(text, undefined);
      expect(without.text).not.toContain('phasegate.dev');
      expect(linesNotIn(without.text, text).every((line) => line.includes('a: b'))).toBe(true);
      const other = await stamped(text, STAMP);
      expect(other.text).not.toContain('v1-dual');
      expect(other.text.match(/phasegate\.dev/g)).toHaveLength(1);
    }
  });

  it('leave an override that a person wrote, on the object or on its pods', async () => {
    const override = 'phasegate.dev/gate: override restored from a backup';
    for (const text of [
      workload(`  annotations:\n    ${override}\n`),
      workload('', `      annotations:\n        ${override}\n`),
    ])
      for (const stamp of [STAMP, undefined]) expect((await stamped(text, stamp)).text).toBe(text);
  });

  it('change nothing where there is none to write and none to take away, and nothing the second time', async () => {
    const text = input('2.2.1/microservices/dual');
    expect(await stamped(text, undefined)).toEqual({ text, edits: [] });
    const { text: once } = await stamped(text, STAMP);
    expect((await stamped(once, STAMP)).text).toBe(once);
    expect((await stamped(once, undefined)).text).toBe(text);
  });

  it('any words of a proof arrive as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[ -~]{1,40}$/), async (word) => {
        const { text } = await stamped(workload('  annotations:\n    a: b\n'), word);
        expect(parseAllDocuments(text)[0]?.getIn(['metadata', 'annotations', 'phasegate.dev/gate'])).toBe(
          word,
        );
      }),
    );
  });

  it('go onto a custom resource in whose fields the phase shows, and onto nothing of a pack that guards no step', async () => {
    const destination = known('https://new.example/api/v1/write', 'person');
    const named = prometheus.withSettings?.((name) => (name === 'destination' ? destination : undefined));
    if (named === undefined) throw new Error('the pack takes no settings');
    const text = stack({ entries: OLD });
    const release = releasesIn(named, splitDocuments(text).flatMap(readableObjects))[0];
    const outcome = {
      ...OUTCOME,
      pack: 'prometheus',
      name: release?.name ?? '',
      namespace: release?.namespace ?? '',
    };
    const rendered = new RenderedStream(streamOf(text), {
      ...{ releases: [outcome], passedOver: [], changed: new Map() },
    });
    const of = (pack: Pack) => withLibrary(() => stampWorkloads(rendered, outcome, pack, STAMP));
    const kinds = parseAllDocuments((await of(named)).texts.join(''))
      .filter((one) => one.toString().includes('phasegate.dev/gate'))
      .map((one) => one.get('kind'));
    expect(kinds).toEqual(['Prometheus']);
    expect((await of(prometheus)).texts.join('')).toBe(text);
  });
});
