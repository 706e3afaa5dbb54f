import { err, ok, type Result } from '../result.ts';
import { type Cluster, helmFlags, type InstalledRelease, type Revision, revisionInForce } from './cluster.ts';
import { field, numberOf, readJson, textOf, unexpectedAnswer } from './json.ts';
import {
  type AsyncResult,
  type LiveProblem,
  noRelease,
  noRevision,
  noSuchName,
  type RunFailure,
  runProblem,
} from './problems.ts';
import { type LiveSetup, runProgram } from './run-program.ts';

/**
 * Reads `helm history -o json`, whose newest revision is the last. A revision without a time has `updated: ""`:
 * Helm 3.21 prints an empty string there, Helm 4.2 leaves the key out.
 */
function readHistory(
  json: unknown,
  question: string,
): Result<readonly [Revision, ...Revision[]], LiveProblem> {
  const revisions = Array.isArray(json) ? json.map(readRevision) : [];
  const [first, ...rest] = revisions.toSorted((a, b) => a.revision - b.revision);
  if (first === undefined || first.revision < 1) {
    return err(unexpectedAnswer(question, 'printed no list of revisions'));
  }
  return ok([first, ...rest]);
}

const readRevision = (json: unknown): Revision => ({
  revision: numberOf(field(json, 'revision')),
  updated: textOf(field(json, 'updated')),
  status: textOf(field(json, 'status')),
  chart: textOf(field(json, 'chart')),
  description: textOf(field(json, 'description')),
});

/** What Helm knows: releases, their history, values and manifests. */
export const helmCluster = (setup: LiveSetup): Pick<Cluster, 'release' | 'manifest'> => ({
  release: async (name) => (isReleaseName(name) ? readRelease(setup, name) : err(noSuchName(name))),
  manifest: async (name, revision) =>
    isReleaseName(name) ? readManifest(setup, name, revision) : err(noSuchName(name)),
});

async function readRelease(setup: LiveSetup, name: string): AsyncResult<InstalledRelease> {
  const history = await askHistory(setup, name);
  if (!history.ok) return history;
  const { revision } = revisionInForce(history.value) ?? history.value[0];
  // All about one revision, so that an upgrade that starts meanwhile cannot mix two.
  const about = (verb: 'get metadata' | 'get values', ...flags: string[]): AsyncResult<unknown> =>
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

async function askHistory(setup: LiveSetup, name: string): AsyncResult<readonly [Revision, ...Revision[]]> {
  const question: HelmQuestion = { verb: 'history', release: name, flags: ['--output=json'] };
  const answer = await askJson(setup, question, noRelease(name, setup.address));
  return answer.ok ? readHistory(answer.value, questionText(question)) : answer;
}

async function askJson(
  setup: LiveSetup,
  question: HelmQuestion,
  notFound: LiveProblem,
): AsyncResult<unknown> {
  const answer = await askHelm(setup, question, notFound);
  return answer.ok ? readJson(answer.value, questionText(question)) : answer;
}

const readManifest = (setup: LiveSetup, release: string, revision: number): AsyncResult<string> =>
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

/** All that helm is ever asked; none of these changes anything. */
type HelmVerb = 'history' | 'get metadata' | 'get values' | 'get manifest';

interface HelmQuestion {
  readonly verb: HelmVerb;
  readonly release: string;
  readonly flags: readonly string[];
}

/** Runs helm. `release: not found` is left to the caller, who knows what was looked for. */
async function askHelm(setup: LiveSetup, question: HelmQuestion, notFound: LiveProblem): AsyncResult<string> {
  const { address, children, timeout, programs } = setup;
  const args = [
    ...question.verb.split(' '),
    ...question.flags,
    ...helmFlags(address),
    '--',
    question.release,
  ];
  const ran = await runProgram({ program: programs.helm, args, timeout }, children);
  if (ran.ok) return ok(ran.value);
  if (saysNotFound(ran.error)) return err(notFound);
  const asked = { program: 'helm', path: programs.helm, question: questionText(question), address } as const;
  return err(runProblem(ran.error, asked));
}

/** Helm 3.21 and Helm 4.2 say the same, also for a revision that is gone. */
const saysNotFound = (failure: RunFailure): boolean =>
  failure.kind === 'failed' && /^Error: release: not found$/m.test(failure.stderr);

/** What a person would type. */
const questionText = ({ verb, release, flags }: HelmQuestion): string =>
  ['helm', verb, release, ...flags].join(' ');

/** Helm's own rule (3.21 and 4.2): a DNS subdomain of at most 53 characters. */
const RELEASE_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_NAME = 53;

/** Whether Helm could know a release of this name; any other name could also be read as a flag or as a selector. */
export const isReleaseName = (name: string): boolean =>
  name.length <= LONGEST_NAME && RELEASE_NAME.test(name);
