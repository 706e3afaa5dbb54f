import { stringify } from 'yaml';
import type { Config } from '../../config/config.ts';
import { asGuarded } from '../../guard/policy.ts';
import { GATE_ANNOTATION } from '../../guard/stamp.ts';
import type { Cluster } from '../../live/cluster.ts';
import type { Pack, State } from '../../pack.ts';
import type { StatedIntent } from '../../release/intent.ts';
import { findingText } from '../../report/finding-text.ts';
import { findingsOf } from '../../step/gate-findings.ts';
import type { Ending } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { paintFor, printResult } from '../outputs.ts';
import { askGate } from '../render/ask-gate.ts';
import { addressOf, durationOf, shownAddress } from '../shared-options.ts';
import type { PlanFlags } from './flags.ts';

/** A step whose gate is asked, and what may be said of it. */
interface StampedStep {
  readonly cluster: Cluster;
  readonly release: string;
  readonly pack: Pack;
  /** Both off values. */
  readonly before: State;
  readonly next: State;
  /** What flags and config accept. */
  readonly accepted: Pick<StatedIntent['choices'], 'acceptLoss' | 'acceptUnknownChart'>;
  /** The gate of the config: of whom and what render would ask. */
  readonly gate: Config['gate'];
}

/** Values that carry the stamp, or where they would have to go. */
function valuesText(pack: Pack, stamp: string): string {
  const guarded = asGuarded(pack);
  const path = guarded.ok ? guarded.value.guard?.podAnnotations : undefined;
  const annotations = { [GATE_ANNOTATION]: stamp };
  if (path === undefined)
    return `# The chart has no value for the annotations of all pods. Add this to each workload:\n${stringify(annotations, { lineWidth: 0 })}`;
  const values = path.reduceRight<object>((below, key) => ({ [key]: below }), annotations);
  return stringify(values, { lineWidth: 0 });
}

/**
 * `phasegate plan --stamp`: asks the gate, and prints the values that carry its stamp, for tools that run no post-renderer.
 */
export async function printStamp(
  { cluster, release, pack, before, next, accepted, gate: configured = {} }: StampedStep,
  flags: PlanFlags,
  io: Io,
): Promise<Ending> {
  const address = addressOf(flags, io);
  const { acceptDataLoss } = flags;
  const { tenant, url, minSoak, timeout = '2m' } = configured;
  const minSoakMs = flags.minSoakMs ?? durationOf(minSoak, 'gate.minSoak');
  const limit = AbortSignal.timeout(durationOf(timeout, 'gate.timeout') ?? 0);
  const gate = await askGate({
    ...{
      cluster,
      name: release,
      pack,
      before,
      next,
      now: new Date(),
      signal: AbortSignal.any([io.interrupted, limit]),
    },
    stated: {
      settings: new Map(),
      choices: { correct: new Set(), noCorrect: new Set(), ...accepted },
    },
    options: {
      ...address,
      isStamped: true,
      ...(minSoakMs !== undefined && { minSoakMs }),
      ...(acceptDataLoss !== undefined && { acceptDataLoss }),
      ...(tenant !== undefined && { tenant }),
      ...(url !== undefined && { url }),
    },
  });
  const paint = await paintFor(io.colourOnStderr);
  for (const { rule: id, severity: label, what, why, fix: remedy } of findingsOf(
    gate,
    release,
    shownAddress(address),
  ))
    io.writeError(`${findingText({ place: release, label, what, id, why, remedy }, paint)}\n`);
  if (!gate.verdict.open) return 'refused';
  if (gate.stamp !== undefined) return printResult(valuesText(pack, gate.stamp), io);
  if (gate.from === gate.to)
    io.writeError(`phasegate: note: ${release} stays in ${gate.to}: that needs no stamp\n`);
  return 'done';
}
