import { err, ok, type Result } from '../result.ts';
import type { Cluster, InstalledRelease, Revision } from './cluster.ts';
import { askHelm, type HelmQuestion, questionText } from './helm-program.ts';
import { readJson, unexpectedAnswer } from './json-answer.ts';
import { field, textOf } from './json-fields.ts';
import type { LiveProblem } from './live-problem.ts';
import type { LiveSetup } from './live-setup.ts';
import { noRelease, noRevision, noSuchName } from './missing-release.ts';
import { readHistory } from './read-history.ts';
import { isReleaseName } from './release-name.ts';

type Asking<T> = Promise<Result<T, LiveProblem>>;

/** What Helm knows: releases, their history, values and manifests. */
export const helmCluster = (setup: LiveSetup): Pick<Cluster, 'release' | 'manifest'> => ({
  release: async (name) => (isReleaseName(name) ? readRelease(setup, name) : err(noSuchName(name))),
  manifest: async (name, revision) =>
    isReleaseName(name) ? readManifest(setup, name, revision) : err(noSuchName(name)),
});

async function readRelease(setup: LiveSetup, name: string): Asking<InstalledRelease> {
  const history = await askHistory(setup, name);
  if (!history.ok) return history;
  const { revision } = history.value.at(-1) ?? history.value[0];
  // All about one revision, so that an upgrade that starts meanwhile cannot mix two.
  const about = (verb: 'get metadata' | 'get values', ...flags: string[]): Asking<unknown> =>
    askJson(
      setup,
      { verb, release: name, flags: [...flags, `--revision=${revision}`, '--output=json'] },
      noRevision(name, revision, setup.address),
    );
  const [metadata, userValues, allValues] = await Promise.all([
    about('get metadata'),
    about('get values'),
    about('get values', '--all'),
  ]);
  if (!metadata.ok) return metadata;
  if (!userValues.ok) return userValues;
  if (!allValues.ok) return allValues;
  return joined(history.value, metadata.value, userValues.value, allValues.value);
}

async function askHistory(setup: LiveSetup, name: string): Asking<readonly [Revision, ...Revision[]]> {
  const question: HelmQuestion = { verb: 'history', release: name, flags: ['--output=json'] };
  const answer = await askJson(setup, question, noRelease(name, setup.address));
  return answer.ok ? readHistory(answer.value, questionText(question)) : answer;
}

async function askJson(setup: LiveSetup, question: HelmQuestion, notFound: LiveProblem): Asking<unknown> {
  const answer = await askHelm(setup, question, notFound);
  return answer.ok ? readJson(answer.value, questionText(question)) : answer;
}

const readManifest = (setup: LiveSetup, release: string, revision: number): Asking<string> =>
  askHelm(
    setup,
    { verb: 'get manifest', release, flags: [`--revision=${revision}`] },
    noRevision(release, revision, setup.address),
  );

function joined(
  history: readonly Revision[],
  metadata: unknown,
  userValues: unknown,
  allValues: unknown,
): Result<InstalledRelease, LiveProblem> {
  const name = textOf(field(metadata, 'name'));
  const chartVersion = textOf(field(metadata, 'version'));
  if (chartVersion === '') {
    return err(unexpectedAnswer(`helm get metadata ${name}`, 'printed no chart version'));
  }
  return ok({
    name,
    namespace: textOf(field(metadata, 'namespace')),
    history,
    chartName: textOf(field(metadata, 'chart')),
    chartVersion,
    appVersion: textOf(field(metadata, 'appVersion')),
    // Helm prints null for a release that was given no values.
    userValues: userValues ?? {},
    allValues: allValues ?? {},
  });
}
