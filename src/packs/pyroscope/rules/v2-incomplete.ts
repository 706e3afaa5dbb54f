import { percent } from '../../../english.ts';
import { ruleFor, sure } from '../../../pack.ts';
import { STORAGE_PATH } from '../facts/phases.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { sharesIn } from '../read/weights.ts';
import { migrating, V1, V2 } from './examples.ts';

const dual = (segmentWriter: number): string => migrating(`segmentWriterWeight: ${segmentWriter}`);

/** Audit A5. */
export const v2Incomplete = ruleFor<PyroscopeFacts>()({
  id: 'v2-incomplete',
  severity: 'error',
  needs: ['before'],
  yieldsTo: 'accept-data-loss',
  summary: 'v2 becomes the only storage though it did not get everything in dual',
  why: 'Profiles it never got are no longer visible once v1 is off, and nothing adds them later.',
  details: `With a \`segmentWriterWeight\` below 1, v2 gets only a share of what is pushed in dual. Once v1 is off, v2 alone answers,
and the profiles that it never got are gone from every query. Raise the weight to 1 first: the 24 hours in dual count from
the upgrade that does.`,
  audit: ['A5'],
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 400 pushes'],
  good: [
    { before: dual(1), values: V2 },
    { before: dual(0.25), values: dual(1) },
    { before: dual(0.25), values: V1 },
  ],
  bad: [{ before: dual(0.25), values: V2, at: 'architecture.storage.v1' }],
  judge({ now, before }, report) {
    const { segmentWriter = 1 } = sharesIn(before) ?? {};
    if (sure(now.phase) !== 'v2' || segmentWriter >= 1) return;
    report({
      at: now.values?.at(...STORAGE_PATH, 'v1') ?? now.phase,
      what: `v2 gets ${percent(segmentWriter)} of all profiles in dual, and would become the only store`,
      fix: 'set segmentWriterWeight: 1 in dual, and go to v2 after 24h with it; --accept-data-loss=<release> goes on anyway',
    });
  },
});
