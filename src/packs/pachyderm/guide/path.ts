import { counted } from '../../../english.ts';
import { pachctlOf } from '../facts/pachctl.ts';
import type { KnownBy, NoPath, PathStep, StepKind } from '../facts/versions.ts';

/** A step in a few words. */
export const STEP_TITLES: Readonly<Record<StepKind, string>> = {
  upgrade: 'upgrade in place, with the data where it is',
  rolling: 'rolling update: the new pachd reads everything from the old one before it takes over',
  restore: 'extract, then restore into a new cluster beside the old one',
  'in-place': 'upgrade in place, with the data where it is',
  helm: 'helm upgrade; the servers migrate their databases',
};

const HOW_KNOWN: Readonly<Record<KnownBy, string>> = {
  run: 'run with real servers of these two versions',
  docs: 'by the docs of Pachyderm; not run here',
  code: 'by the sources; not run here, so try it with a copy first',
};

/** What to know before a step. */
export function* notesOf({ from, to, kind }: PathStep): Iterable<string> {
  const old = pachctlOf(from);
  if (kind === 'rolling') {
    yield 'do not undeploy: 1.7 starts empty, and says nothing, unless the old pachd is ready in the same namespace';
    yield 'writers must be down: what is written during the update may be lost; pipelines may run';
  }
  if (kind === 'restore') {
    yield `extract with pachctl ${from}, restore with pachctl ${to}`;
    yield old.has('stopped-is-kept')
      ? 'pipelines that were stopped for the backup are stopped in the new cluster: start those that ran before'
      : `a restore of ${from} starts every pipeline, also those that were stopped: stop them at once`;
    if (!old.has('extracts-auth'))
      yield 'users and rights are not in the backup; a cluster with auth needs them made again';
    else yield 'with auth, restore makes a new root token and prints it once, on standard error';
    if (/^1\.1[12]\./.test(from))
      yield 'the docs of 1.13 upgrade this in place, those of 1.11 call it a migration; --in-place prints the other way';
  }
  if (kind === 'in-place')
    yield 'the docs of 1.11 call this step a migration; keep the backup until it is proven';
  if (kind === 'helm') {
    yield 'give both postgres passwords and all tokens as they are: charts 2.3 and later put known words in their place';
    yield 'there is no way back but a dump of both databases and a copy of the bucket, made while the cluster is paused';
  }
}

const stepText = (step: PathStep, index: number): string =>
  [
    `${index + 1}. ${step.from} → ${step.to}: ${STEP_TITLES[step.kind]}`,
    `   known: ${HOW_KNOWN[step.knownBy]}`,
    ...[...notesOf(step)].map((note) => `   - ${note}`),
    '',
  ].join('\n');

/** The steps of a path for a terminal. */
export function pathText(from: string, to: string, steps: readonly PathStep[]): string {
  const [first] = steps;
  if (first === undefined) return `Pachyderm ${from}: nothing to do\n`;
  const next = first.kind === 'restore' ? '-n NAMESPACE --new-namespace NAMESPACE' : '-n NAMESPACE';
  const inPlace = first.kind === 'in-place' ? ' --in-place' : '';
  return [
    `Pachyderm ${from} → ${to}: ${counted(steps.length, 'step')}\n`,
    ...steps.map(stepText),
    `phasegate pachyderm runbook --from ${first.from} --to ${first.to}${inPlace} ${next}\n`,
  ].join('\n');
}

/** Why there is no path, as a refusal. */
export const noPathText = ({ why, fix }: NoPath): string => `phasegate: ${why}\n  do:  ${fix}\n`;
