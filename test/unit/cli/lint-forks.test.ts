import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, indented, KEPT, lint, storage } from './lint-folder.ts';

/** A fork whose own values.yaml has both layers on and keeps what is stored. */
const fork = (folder: string, version = '2.2.1', own = storage('v1: true, v2: true') + KEPT): Files => ({
  [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: pyroscope\nversion: ${version}\n`,
  [`${folder}/values.yaml`]: own,
});

const OFF = storage('v2: false');
const application = (path: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles}
spec:
  source:
    repoURL: https://git.example.org/a
    path: ${path}
    helm: {valueFiles: [../../eu.yaml]}
`;
const umbrella = (dependency: string): string =>
  `apiVersion: v2\nname: outer\nversion: 0.1.0\ndependencies:\n  - {name: pyroscope, ${dependency}}\n`;

describe('a fork of the chart in the repository', () => {
  it.each<[string, string, Files]>([
    ['an Application', 'eu.yaml', { 'app.yaml': application('charts/pyroscope'), 'eu.yaml': OFF }],
    [
      'a helmfile',
      'eu.yaml',
      {
        'helmfile.yaml': 'releases: [{name: p, chart: ./charts/pyroscope, values: [eu.yaml]}]\n',
        'eu.yaml': OFF,
      },
    ],
    [
      'a helmfile without ./',
      'eu.yaml',
      {
        'helmfile.yaml': 'releases: [{name: p, chart: charts/pyroscope, values: [eu.yaml]}]\n',
        'eu.yaml': OFF,
      },
    ],
    [
      'an umbrella that it lies in',
      'values.yaml',
      { 'Chart.yaml': umbrella('version: 2.2.1'), 'values.yaml': `pyroscope:\n${indented(OFF, 2)}` },
    ],
    [
      'an umbrella that names it by file://',
      'outer/values.yaml',
      {
        'outer/Chart.yaml': umbrella('version: ">=1", repository: "file://../charts/pyroscope"'),
        'outer/values.yaml': `pyroscope:\n${indented(OFF, 2)}`,
      },
    ],
    ['a file beside it', 'charts/pyroscope/values-eu.yaml', { 'charts/pyroscope/values-eu.yaml': OFF }],
  ])('has its own values.yaml under those of %s', async (_, file, around) => {
    const { told, values } = await lint({ ...fork('charts/pyroscope'), ...around }, file);
    expect(told).toEqual([]);
    expect(values).toMatchObject([{ chart: '2.2.1', chartIsGuessed: false, unread: [] }]);
    const alike = { ...fork('charts/pyroscope', '2.2.1', storage('v1: false') + KEPT), ...around };
    expect((await lint(alike, file)).told).toEqual([expect.stringContaining(BOTH_OFF)]);
  });

  it('is linted itself over the values of the chart as it is known', async () => {
    const own = fork('charts/pyroscope', '2.2.1', storage('v1: false, v2: false') + KEPT);
    const { told } = await lint(own, 'charts/pyroscope/values.yaml');
    expect(told).toEqual([`charts/pyroscope/values.yaml:1 ${BOTH_OFF}`]);
  });

  it('reads the keys of its own values.yaml', async () => {
    const own = fork('charts/pyroscope', '2.2.1', `${storage('v1: true')}${KEPT}company: {team: a}\n`);
    const files = {
      ...own,
      'app.yaml': application('charts/pyroscope'),
      'eu.yaml': 'company: {team: b}\nodd: 1\n',
    };
    expect((await lint(files, 'eu.yaml')).told).toEqual(['eu.yaml:2 warning unknown-key']);
  });

  it('counts as the chart as it is known where its values.yaml cannot be read', async () => {
    const broken = {
      ...fork('charts/pyroscope', '2.2.1', 'a: [\n'),
      'app.yaml': application('charts/pyroscope'),
    };
    expect((await lint({ ...broken, 'eu.yaml': OFF + KEPT }, 'eu.yaml')).told).toEqual([
      `eu.yaml:1 ${BOTH_OFF}`,
    ]);
  });
});

describe('two versions of the chart in charts/', () => {
  it('are each of the dependency that asks for them, whatever their folders are called', async () => {
    const files = {
      'Chart.yaml': `${umbrella('version: 2.0.3, alias: now')}  - {name: pyroscope, version: ~1.21.0, alias: before}\n`,
      'values.yaml': 'now: {alloy: {enabled: false}}\n',
      ...fork('charts/pyroscope', '2.0.3'),
      ...fork('charts/pyroscope-1.21.0', '1.21.0', KEPT),
    };
    const { values } = await lint(files, 'values.yaml');
    expect(values.map(({ below, chart }) => [below, chart])).toEqual([
      ['now', '2.0.3'],
      ['before', '1.21.0'],
    ]);
  });
});
