import { type Pack, sure } from '../../pack.ts';
import type { PyroscopeFacts } from './read/facts.ts';
import { asWeight, commonWrites } from './read/weights.ts';
import { TRANSITIONS } from './steps/table.ts';

/** The members of the pack by which time in a phase is counted. */
export const soak = {
  partial: (state) => {
    const text = sure(commonWrites(state)?.segmentWriter);
    return (asWeight(text) ?? 1) < 1 ? `v2 got a share of ${text} of the writes` : undefined;
  },
  transition: ({ before, now }) => {
    const [from, to] = [sure(before.phase), sure(now.phase)];
    const { minSoakMs: soakMs, verified } = from && to ? TRANSITIONS[from][to].needs : {};
    return { ...(soakMs !== undefined && { soakMs }), ...(verified !== undefined && { verified }) };
  },
} satisfies Pick<Pack<PyroscopeFacts>, 'partial' | 'transition'>;
