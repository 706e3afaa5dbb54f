import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { extraArgsContradictToggles } from '../../../src/packs/pyroscope/rules/extra-args-contradict-toggles.ts';
import { imageTagNewerThanChart } from '../../../src/packs/pyroscope/rules/image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from '../../../src/packs/pyroscope/rules/image-tag-older-than-chart.ts';
import { legacyComponentsLayout } from '../../../src/packs/pyroscope/rules/legacy-components-layout.ts';
import { metastoreDirectoryMoved } from '../../../src/packs/pyroscope/rules/metastore-directory-moved.ts';
import { persistenceChangedMidMigration } from '../../../src/packs/pyroscope/rules/persistence-changed-mid-migration.ts';
import { removedKey } from '../../../src/packs/pyroscope/rules/removed-key.ts';
import { reuseValuesBreaks } from '../../../src/packs/pyroscope/rules/reuse-values-breaks.ts';
import { toggleNotBoolean } from '../../../src/packs/pyroscope/rules/toggle-not-boolean.ts';
import { togglesUnsetAcross202 } from '../../../src/packs/pyroscope/rules/toggles-unset-across-2.0.2.ts';
import { unknownFlag } from '../../../src/packs/pyroscope/rules/unknown-flag.ts';
import { v1ToV2WithoutDual } from '../../../src/packs/pyroscope/rules/v1-to-v2-without-dual.ts';
import { releaseValues } from '../../../src/release/from-values.ts';
import { ok } from '../../../src/result.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import { check, messageOf, runExample } from './run-example.ts';

/** Severity and text of each report. */
function said(rule: PyroscopeRule, example: Example): readonly string[] {
  return runExample(rule, example).map(({ at, report }) => {
    const { what, why, remedy } = messageOf(report);
    return `${report.severity ?? rule.severity} ${at}: ${what}; ${why}; ${remedy}`;
  });
}

const storage = (v1: unknown, v2: unknown): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n`;
const V1 = storage(true, false);
const DUAL = storage(true, true);
const V2 = storage(false, true);
const SPLIT = '  microservices:\n    enabled: true\n';
const NONE = 'minio:\n  enabled: false\n';
const args = (text: string): string => `pyroscope:\n  extraArgs:\n    ${text}\n`;

describe('toggle-not-boolean', () => {
  it.each([
    ['"false"', 'error', 'treats it as on'],
    ['"no"', 'error', 'treats it as on'],
    ['"Off"', 'error', 'treats it as on'],
    ['"0"', 'error', 'treats it as on'],
    ['"true"', 'warning', 'happens to be right'],
    ['"maybe"', 'warning', 'to leave it on, or false to switch it off'],
    ['""', 'warning', 'treats it as off'],
  ])('says of a storage toggle %s: %s', (text, severity, words) => {
    const [one, ...more] = said(toggleNotBoolean, { values: storage(text, true) });
    expect(one).toMatch(new RegExp(`^${severity} architecture.storage.v1: `));
    expect(one).toContain(words);
    expect(more).toEqual([]);
  });

  it.each([
    ['pyroscope:\n  persistence:\n    enabled: "false"\n', 'warning'],
    ['pyroscope:\n  persistence:\n    enabled: "true"\n', 'info'],
    ['alloy:\n  enabled: "false"\n', 'warning'],
    ['minio:\n  enabled: "no"\n', 'warning'],
    ['pyroscope:\n  rbac:\n    create: "on"\n', 'info'],
  ])('is milder about other switches: %j', (values, severity) => {
    expect(said(toggleNotBoolean, { values })).toEqual([expect.stringMatching(new RegExp(`^${severity} `))]);
  });

  it.each(['0', '1', '[]', '{}', 'null', 'no', 'on'])('leaves %s to the schema, or to nobody', (value) => {
    expect(said(toggleNotBoolean, { values: storage(value, true) })).toEqual([]);
  });

  it('knows that Helm installs a sub-chart whose condition is no boolean', () => {
    expect(said(toggleNotBoolean, { values: 'alloy:\n  enabled: ""\n' })[0]).toContain('treats it as on');
    expect(said(toggleNotBoolean, { values: 'ingress:\n  enabled: ""\n' })[0]).toContain('treats it as off');
  });

  it('points at a flag, has no fix for it, and names --set', () => {
    const flag = { flag: '--set-string' as const, text: 'architecture.storage.v1=false' };
    const user = resolveUserValues({ files: [], setFlags: [flag], readFile: () => ok('') });
    if (!user.ok || user.value.kind !== 'map') throw new Error('the flag is not read');
    const release = releaseValues({ user: user.value, chart: '2.2.1', helm: 4, textOf: () => '' }, pyroscope);
    const [report] = check(toggleNotBoolean, release, {});
    expect(report?.fix).toBeUndefined();
    expect(report?.severity).toBe('error');
    expect(report?.message?.remedy).toContain('--set architecture.storage.v1=false');
  });
});

describe('toggles-unset-across-2.0.2', () => {
  it('is an error with both phases named where the upgrade flips them', () => {
    const [one] = said(togglesUnsetAcross202, { values: NONE, chart: '2.0.2', fromChart: '1.21.0' });
    expect(one).toMatch(/^error .*from v1 to v2: .*set architecture\.storage\.v1: true and .*v2: false/);
  });

  it.each([
    ['2.0.1', '1.21.0', 'upgrade to it would silently change the phase'],
    ['2.2.1', '2.0.2', 'Charts before 2.0.2 had the defaults the other way round'],
  ])('is an information on chart %s from %s', (chart, fromChart, words) => {
    const [one] = said(togglesUnsetAcross202, { values: NONE, chart, fromChart });
    expect(one).toMatch(/^info /);
    expect(one).toContain(words);
  });

  it.each([
    ['2.2.1', V2],
    ['2.0.1', DUAL],
  ])('is no error where the defaults did not change the phase: chart %s from %j', (chart, before) => {
    const example = { values: NONE, chart, fromChart: '1.21.0', before };
    expect(said(togglesUnsetAcross202, example)).toEqual([expect.stringMatching(/^info /)]);
  });

  it('says which phase half-written toggles lose', () => {
    const [one] = said(togglesUnsetAcross202, {
      values: 'architecture:\n  storage:\n    v2: true\n',
      fromChart: '2.0.1',
    });
    expect(one).toMatch(/^error architecture\.storage\.v1: .*from dual to v2:/);
  });

  it('is silent where half-written toggles keep the phase on either side', () => {
    const values = 'architecture:\n  storage:\n    v1: false\n';
    expect(said(togglesUnsetAcross202, { values, chart: '2.0.1' })).toEqual([]);
  });

  it('alone reports a jump that the defaults make', () => {
    const example = { values: NONE, fromChart: '2.0.1' };
    expect(said(togglesUnsetAcross202, example)).toHaveLength(1);
    expect(said(v1ToV2WithoutDual, example)).toEqual([]);
  });
});

describe('v1-to-v2-without-dual', () => {
  it.each([
    [V1, V2, 'architecture.storage.v1: true'],
    [V2, V1, 'architecture.storage.v2: true'],
  ])('tells which layer to switch on again', (before, values, remedy) => {
    expect(said(v1ToV2WithoutDual, { values, before })[0]).toContain(remedy);
  });
});

describe('legacy-components-layout', () => {
  const legacy = (name: string): string =>
    `pyroscope:\n  components:\n    ${name}:\n      kind: Deployment\n`;

  it.each([
    ['2.2.1', DUAL, 'ingester', 'v1 alone'],
    ['1.21.0', V2, 'ingester', 'service is unavailable'],
    ['2.0.0', V2, 'querier', 'unrecognised module name: querier'],
    ['2.2.1', V2, 'distributor', 'service is unavailable'],
  ])('says on chart %s what happens', (chart, toggles, name, words) => {
    expect(said(legacyComponentsLayout, { chart, values: toggles + legacy(name) })[0]).toContain(words);
  });

  it('has words of its own for a v2 side that gets lost', () => {
    const before = DUAL + SPLIT + legacy('ingester');
    const reports = said(legacyComponentsLayout, { values: V2 + legacy('ingester'), before });
    expect(reports).toEqual([expect.stringContaining('are deleted')]);
  });
});

describe('extra-args-contradict-toggles', () => {
  it.each([
    ['1.21.0', V2, 'enable-query-backend: false', 1],
    ['2.2.1', V2, 'enable-query-backend: false', 1],
    ['1.21.0', DUAL, 'all.enable-v1-read-path: false', 1],
    ['1.21.0', V2, 'all.enable-v1-read-path: true', 1],
    ['2.2.1', V2, 'write-path: combined', 0],
    ['2.2.1', storage(false, false), 'architecture.storage: v2', 0],
    ['1.14.0', DUAL, 'write-path: ingester', 0],
    ['2.2.1', V1, 'target: ingester', 0],
  ])('on chart %s with %j and %s reports %d', (chart, toggles, arg, count) => {
    expect(said(extraArgsContradictToggles, { chart, values: toggles + args(arg) })).toHaveLength(count);
  });

  it('leaves components alone that do not act on the flag', () => {
    const of = (name: string): string =>
      `${DUAL}${SPLIT}pyroscope:\n  components:\n    ${name}:\n      extraArgs:\n        write-path: ingester\n`;
    expect(said(extraArgsContradictToggles, { chart: '1.21.0', values: of('querier') })).toEqual([]);
    expect(said(extraArgsContradictToggles, { chart: '1.21.0', values: of('distributor') })[0]).toContain(
      'pyroscope.components.distributor.extraArgs.write-path',
    );
    expect(said(extraArgsContradictToggles, { values: of('querier') })).toHaveLength(1);
  });
});

describe('unknown-flag', () => {
  it('names the nearest flag of that server', () => {
    expect(said(unknownFlag, { values: args('log.levl: info') })[0]).toContain('did you mean "log.level"');
  });

  it('tells which servers know the flag', () => {
    const [one] = said(unknownFlag, { chart: '1.21.0', values: args('architecture.storage: v1') });
    expect(one).toMatch(/\(each from 2\.0\.1 to \d+\.\d+\.\d+ does\)/);
  });

  it.each([
    ['tag: latest', 'warning'],
    ['repository: mine/pyroscope', 'warning'],
    ['registry: mirror.example', 'error'],
    ['repository: mirror.example/grafana/pyroscope', 'error'],
    ['tag: v2.2.1', 'error'],
  ])('is sure of the server only where it is: %s', (image, severity) => {
    const values = `${args('no.such-flag: 1')}  image:\n    ${image}\n`;
    expect(said(unknownFlag, { values })).toEqual([expect.stringMatching(new RegExp(`^${severity} `))]);
  });

  it('looks at components that are rendered alone', () => {
    const of = (name: string): string =>
      `${V2}${SPLIT}pyroscope:\n  components:\n    ${name}:\n      extraArgs:\n        no.such-flag: 1\n`;
    expect(said(unknownFlag, { values: of('ingester') })).toEqual([]);
    expect(said(unknownFlag, { values: of('segment-writer') })).toHaveLength(1);
  });

  it('reports a flag that all components share once', () => {
    const reports = said(unknownFlag, { values: V2 + SPLIT + args('no.such-flag: 1') });
    expect(reports).toEqual([expect.stringMatching(/\(\S+ and 8 more\)/)]);
  });

  it('renames no key over one that is written', () => {
    const values = 'pyroscope:\n  extraArgs:\n    log.level: info\n    --log.level: debug\n';
    expect(runExample(unknownFlag, { values }).map(({ report }) => report.fix)).toEqual([undefined]);
  });
});

describe('image tags', () => {
  const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;

  it.each([
    ['2.2.1', '1.21.0', 'error'],
    ['2.2.1', '2.0.1', 'info'],
    ['1.21.0', '1.20.3', 'info'],
  ])('older: chart %s with image %s is %s', (chart, image, severity) => {
    expect(said(imageTagOlderThanChart, { chart, values: tag(image) })[0]).toMatch(
      new RegExp(`^${severity} `),
    );
  });

  it.each([
    ['1.21.0', V1, 'v1 gets nothing'],
    ['1.21.0', V2, '-all.enable-v1-write-path'],
    ['1.19.1', V2, 'the index of v2 starts empty'],
    ['1.21.0', V2 + SPLIT, 'objects on a filesystem'],
    ['1.20.3', DUAL, 'the index of v2 starts empty'],
  ])('newer: chart %s with %j and a 2.x image', (chart, toggles, words) => {
    expect(said(imageTagNewerThanChart, { chart, values: toggles + tag('2.2.1') })[0]).toContain(words);
  });
});

describe('metastore-directory-moved', () => {
  const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;

  it('names only the directories that are not given', () => {
    const values = `${DUAL}${tag('1.21.0')}  extraArgs:\n    metastore.data-dir: ./data-metastore/data\n`;
    const [one] = said(metastoreDirectoryMoved, { chart: '1.20.3', values });
    expect(one).not.toContain('"metastore.data-dir"');
    expect(one).toContain('"metastore.raft.dir": ./data-metastore/raft');
  });

  it('is milder where v2 was off before', () => {
    const example = { chart: '1.20.3', values: DUAL + tag('1.21.0'), before: V1 };
    expect(said(metastoreDirectoryMoved, example)[0]).toMatch(/^warning /);
  });

  it('looks for the metastore where it runs', () => {
    const of = (name: string): string =>
      `${DUAL}${SPLIT}pyroscope:\n  components:\n    ${name}:\n      image:\n        tag: 1.21.0\n`;
    expect(said(metastoreDirectoryMoved, { chart: '1.20.3', values: of('querier') })).toEqual([]);
    expect(said(metastoreDirectoryMoved, { chart: '1.20.3', values: of('metastore') })).toHaveLength(1);
  });
});

describe('removed-key', () => {
  it('only informs where the chart does what the key asks for', () => {
    const values = 'architecture:\n  storage:\n    migration:\n      queryBackend: true\n';
    expect(said(removedKey, { values })[0]).toMatch(/^info /);
    expect(said(removedKey, { values: values.replace('true', 'false') })[0]).toMatch(/^warning /);
  });
});

describe('reuse-values-breaks', () => {
  it('warns of the new defaults where the upgrade brings them', () => {
    expect(said(reuseValuesBreaks, { values: NONE, fromChart: '1.20.3' })[0]).toContain('v1 off, v2 on');
    const before = said(reuseValuesBreaks, { values: NONE, chart: '2.0.1', fromChart: '1.20.3' });
    expect(before[0]).not.toContain('v1 off');
  });
});

describe('persistence-changed-mid-migration', () => {
  const micro = (text: string): string => `${DUAL}${SPLIT}pyroscope:\n  persistence: {${text}}\n`;

  it('joins the components that share a value', () => {
    const before = micro('enabled: true');
    const [one, ...more] = said(persistenceChangedMidMigration, {
      values: micro('enabled: true, size: 20Gi'),
      before,
    });
    expect(one).toContain('pyroscope.persistence.size');
    expect(one).toMatch(/the StatefulSets of \S+ and 1 more/);
    expect(more).toEqual([]);
  });

  it('knows that Deployments have no claim templates', () => {
    const legacy = (kind: string, on: boolean): string =>
      `${V1}pyroscope:\n  persistence: {enabled: ${on}}\n  components:\n    ingester:\n      kind: ${kind}\n`;
    const of = (kind: string) =>
      said(persistenceChangedMidMigration, { values: legacy(kind, true), before: legacy(kind, false) });
    expect(of('StatefulSet')).toHaveLength(1);
    expect(of('Deployment')).toEqual([]);
    const turned = { values: legacy('StatefulSet', true), before: legacy('Deployment', true) };
    expect(said(persistenceChangedMidMigration, turned)).toEqual([]);
  });

  it('says nothing of a change of the chart alone', () => {
    expect(
      said(persistenceChangedMidMigration, { values: micro('enabled: true'), fromChart: '1.21.0' }),
    ).toEqual([]);
  });

  it('names the old name to keep', () => {
    const [one] = said(persistenceChangedMidMigration, {
      values: NONE,
      before: 'pyroscope:\n  nameOverride: mine\n',
    });
    expect(one).toContain('keep pyroscope.nameOverride: mine');
  });
});
