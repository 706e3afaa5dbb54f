import { type Component, type Flags, type Known, known, likely, type Tree, when } from '../../../pack.ts';
import { RECEIVER_FLAG } from '../facts/settings.ts';
import { entriesIn } from './entries.ts';
import type { PrometheusServer } from './facts.ts';
import { isTrue, labelsAt } from './from-spec.ts';

/** Flags by their names; one without a value is `true`. */
export const flagsIn = (args: readonly Known<string>[]): Flags =>
  Object.fromEntries(
    args.flatMap((arg) => {
      const [, name, value = 'true'] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(likely(arg) ?? '') ?? [];
      return name === undefined ? [] : [[name, when(arg, () => value)] as const];
    }),
  );

const EMPTY = { duplicates: [], entries: [], readers: [], externalLabels: {} } as const;

/** Why a file is not edited although it can be read. */
export const NOT_A_BLOCK = 'it is not written as a block text';

/** A Prometheus whose configuration is not here, or cannot be read. */
export function withoutFile(
  component: Component,
  why: Pick<PrometheusServer, 'elsewhere' | 'unreadable'>,
): PrometheusServer {
  const { flags, kind } = component;
  return {
    ...component,
    ...EMPTY,
    spelling: 'file',
    isAgent:
      flags.agent !== undefined || (likely(flags['enable-feature']) ?? '').split(',').includes('agent'),
    receives: isTrue(flags[RECEIVER_FLAG]) ?? known(false, 'default'),
    shards: known(1, 'default'),
    ...(kind === 'DaemonSet' && { isOnEveryNode: true }),
    ...why,
  };
}

/** A Prometheus as its flags and prometheus.yml have it. @param duplicates keys that stand there more than once */
export const fromFile = (
  component: Component,
  tree: Tree,
  duplicates: readonly string[],
): PrometheusServer => ({
  ...withoutFile(component, {}),
  config: tree,
  duplicates: duplicates.map((name) => known(name, 'chart', tree.place(name))),
  entries: entriesIn(tree, ['remote_write'], 'file'),
  readers: entriesIn(tree, ['remote_read'], 'file'),
  externalLabels: labelsAt(tree, ['global', 'external_labels']),
});
