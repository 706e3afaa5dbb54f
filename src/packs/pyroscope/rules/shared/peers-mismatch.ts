import type { Report } from '../../../../lint/finding.ts';
import { replaceValue } from '../../../../lint/fixes.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import type { Metastore } from './metastore.ts';
import { replicasOf } from './replicas.ts';
import { inSameQuotes } from './same-quotes.ts';
import { wholeNumber } from './whole-number.ts';
import { shownPath, writtenFor } from './written-path.ts';

export const EXPECT_PEERS = 'metastore.raft.bootstrap-expect-peers';

/** What the server expects where no flag says otherwise (servers 1.15.0 to 2.2.1). */
const EXPECTED_BY_DEFAULT = 1;

/** The number of peers that a metastore waits for; undefined where the flag holds no number. */
export function expectedPeers({ component }: Metastore): number | undefined {
  const flag = component.extraArgs.get(EXPECT_PEERS);
  return flag === undefined ? EXPECTED_BY_DEFAULT : wholeNumber(flag);
}

/** A metastore that waits for another number of peers than there are replicas (audit B4, B5). */
export function peersMismatch(values: PyroscopeValues, metastore: Metastore): readonly Report[] {
  const { component, block } = metastore;
  const replicas = replicasOf(component);
  const expected = expectedPeers(metastore);
  if (!replicas || expected === undefined || replicas === expected) return [];
  const flag = writtenFor(values, component, 'extraArgs', EXPECT_PEERS);
  const count = writtenFor(values, component, 'replicaCount');
  const missing = [...block, 'extraArgs', EXPECT_PEERS];
  const args = { replicas, expected, key: shownPath(flag?.path ?? missing) };
  // With one of the two written alone, the other may be what was forgotten: no fix then.
  const text = flag && inSameQuotes(flag.node, String(replicas), values.textOf);
  const fix = count && flag && text !== undefined ? replaceValue(flag.node, flag.path, text) : undefined;
  return [{ at: flag?.node ?? count?.node ?? missing, args, ...fix }];
}
