import { helmFlags, kubectlFlags } from './address-text.ts';
import type { ClusterAddress } from './cluster.ts';

/** A question as messages name it. */
export interface Asked {
  readonly program: 'helm' | 'kubectl';
  /** As it was looked up: a name on PATH or a path. */
  readonly path: string;
  /** What a person would type, without the flags of the address: `helm history pyroscope`. */
  readonly question: string;
  readonly address: ClusterAddress;
}

/** The same question with the flags of the address, to be pasted into a terminal. */
export function byHand({ program, question, address }: Asked): string {
  const flags = program === 'helm' ? helmFlags(address) : kubectlFlags(address);
  return `\`${[question, ...flags.map(quoted)].join(' ')}\``;
}

const quoted = (flag: string): string =>
  /^[\w./:@=-]+$/.test(flag) ? flag : `'${flag.replaceAll("'", "'\\''")}'`;
