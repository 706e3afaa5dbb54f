import { oneOf, usageError } from '../../../command-line.ts';
import { shellWord } from '../../../shell.ts';
import { DEFAULT_FOLDER } from '../facts/saved.ts';
import type { PathStep } from '../facts/versions.ts';
import { besideParts } from './beside.ts';
import { type Buckets, checkBuckets, readBucket } from './buckets.ts';
import { type RunbookFlags, readNamespace, readSecure, readWord } from './flags.ts';
import { helmParts } from './helm.ts';
import { rollingParts, upgradeParts } from './in-place.ts';
import { type Part, runbookText } from './parts.ts';
import { notesOf, STEP_TITLES } from './path.ts';
import { type Place, sideOf } from './side.ts';

function readBuckets(flags: RunbookFlags): Buckets {
  const buckets = {
    old: readBucket(flags.oldBucket, '--old-bucket'),
    new: readBucket(flags.newBucket, '--new-bucket'),
    backup: readBucket(flags.backupBucket, '--backup-bucket'),
  };
  checkBuckets(buckets);
  return buckets;
}

function partsOf(step: PathStep, flags: RunbookFlags): readonly Part[] {
  const { from, to, kind } = step;
  const { context } = flags;
  const namespace = readNamespace(flags.namespace, '--namespace');
  const place: Place = {
    context: context === undefined ? '"$CONTEXT"' : shellWord(readWord(context, '--context')),
    saved: readWord(flags.saved ?? DEFAULT_FOLDER, '--saved'),
  };
  const buckets = readBuckets(flags);
  if (kind !== 'restore' && flags.newNamespace !== undefined && flags.newNamespace !== namespace)
    throw usageError(`--new-namespace: the step from ${from} to ${to} stays in one namespace; leave it out`);
  if (kind !== 'restore' && flags.movePortsOf !== undefined)
    throw usageError(`--move-ports-of: the step from ${from} to ${to} has one cluster; leave it out`);
  if (kind === 'helm') return helmParts({ from, to, namespace, context, place });
  const { pachdAddress, newPachdAddress, caCerts } = flags;
  if (newPachdAddress !== undefined && kind !== 'restore')
    throw usageError(
      `--new-pachd-address: the step from ${from} to ${to} makes no new cluster; leave it out`,
    );
  const before = readSecure(pachdAddress, caCerts, from);
  const old = sideOf(kind === 'restore' ? 'old' : 'before', from, namespace, place, before);
  const of = { from, to, context, place, old, buckets };
  if (kind === 'restore') {
    const other = readNamespace(flags.newNamespace, '--new-namespace');
    if (other === namespace)
      throw usageError(
        '--new-namespace is the namespace of the old cluster: a deploy there would put the new bucket under the old metadata',
      );
    const secure = readSecure(newPachdAddress, caCerts, to, '--new-pachd-address');
    const moved = oneOf(['old', 'new'], flags.movePortsOf ?? 'new', '--move-ports-of', 'cluster');
    return besideParts({ ...of, moved, new: sideOf('new', to, other, place, secure) });
  }
  const after = { ...of, new: sideOf('after', to, namespace, place, readSecure(pachdAddress, caCerts, to)) };
  return kind === 'rolling' ? rollingParts(after) : upgradeParts(after);
}

/**
 * The runbook of the first of some steps, as Markdown.
 * @param steps at least one
 * @throws EarlyExit for flags that would lose data
 */
export function runbookOf(steps: readonly PathStep[], flags: RunbookFlags): string {
  const [step, ...later] = steps;
  if (step === undefined) throw new RangeError('a runbook needs a step');
  const { from, to, kind } = step;
  const intro = [
    `${STEP_TITLES[kind].replace(/^./, (first) => first.toUpperCase())}.`,
    ...(later.length === 0
      ? []
      : [
          `This is the first of ${steps.length} steps: ${[from, ...steps.map((one) => one.to)].join(' → ')}. When it is done, print the next runbook.`,
        ]),
    [...notesOf(step)].map((note) => `- ${note}`).join('\n'),
    'The commands are for bash. `phasegate pachyderm verify` only reads.',
  ].filter((text) => text !== '');
  return runbookText(`Pachyderm ${from} → ${to}`, intro, partsOf(step, flags));
}
