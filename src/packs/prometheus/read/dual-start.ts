import type { Case, Live } from '../../../pack.ts';
import type { PrometheusFacts } from './facts.ts';

/** Within this time the configuration of an upgrade is loaded: kubelet, operator and reloader each take their while. */
export const RELOAD_WITHIN = 10 * 60_000;

/**
 * When both stores began to get samples, in milliseconds since 1970: as somebody says, else the upgrade that the history
 * shows, whose configuration is loaded within RELOAD_WITHIN of it. Undefined where neither says it.
 */
export function dualStart(
  { now, history }: Pick<Case<PrometheusFacts>, 'now' | 'history'>,
  live?: Pick<Live, 'soak'>,
): number | undefined {
  if (now.meant.since !== undefined) return now.meant.since;
  if (live?.soak) return live.soak.since;
  const last = history?.spans.at(-1);
  return last?.phase === 'dual' ? Date.parse(last.since) : undefined;
}
