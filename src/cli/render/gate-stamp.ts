import { asGuarded, guardedKinds } from '../../guard/policy.ts';
import { overriddenBy, overrideText, type SeenWorkload, stampText } from '../../guard/stamp.ts';
import type { Cluster } from '../../live/cluster.ts';
import { field, numberOf, textOf } from '../../live/json.ts';
import type { Finding, Pack } from '../../pack.ts';
import type { SeenHistory } from '../../release/beside-helm.ts';
import type { StoredRelease } from '../../release/history.ts';
import { err, ok, type Result } from '../../result.ts';
import type { GateQuestion, GateVerdict } from '../../step/gate.ts';
import { gateNotStamped } from '../../step/gate-findings.ts';
import type { GateOptions } from './gate-options.ts';

/** A step that a gate judged, and what was seen of its release. */
export interface StampedStep {
  readonly cluster: Pick<Cluster, 'object'>;
  readonly pack: Pack;
  readonly options: GateOptions;
  readonly now: Date;
  readonly phases: GateQuestion['phases'];
  readonly verdict: GateVerdict;
  /** What is installed. */
  readonly current: StoredRelease | undefined;
  readonly workloads: SeenHistory['workloads'];
  /** What proved the step, in words without a blank. */
  readonly proof: readonly string[];
}

/** What the workloads get, or why they get nothing. */
interface GateStamp {
  readonly stamp?: string;
  readonly notes: readonly Finding[];
}

/** Custom resources of the product as they are in the cluster. */
async function seenResources(
  { cluster, pack }: Pick<StampedStep, 'cluster' | 'pack'>,
  current: StoredRelease,
): Promise<Result<readonly SeenWorkload[], string>> {
  const guarded = asGuarded(pack);
  const { resources = [] } = (guarded.ok && guarded.value.guard) || {};
  const seen: SeenWorkload[] = [];
  for (const { kind = '', name } of current.source.objects) {
    const resource = resources.find((one) => one.kind === kind);
    if (resource === undefined) continue;
    const [group = ''] = resource.apiVersion.split('/');
    const answer = await cluster.object(`${resource.resource}.${group}`, name);
    if (!answer.ok) return err(`${kind}/${name} could not be read: ${answer.error.what}`);
    const generation = numberOf(field(answer.value, 'metadata', 'generation'));
    seen.push({ kind, name, generation, uid: textOf(field(answer.value, 'metadata', 'uid')) });
  }
  return ok(seen);
}

/** The reason of an override, which lets any step past a guard. */
export const overrideStamp = (
  { isStamped }: Pick<GateOptions, 'isStamped'>,
  { overridden }: Pick<GateVerdict, 'overridden'>,
): Pick<GateStamp, 'stamp'> => (isStamped && overridden ? { stamp: overrideText(overridden.reason) } : {});

/**
 * What lets the step past a guard: a proof for the workloads as they are, or the reason of an override. A step that no gate
 * opens gets no proof, even where its loss was accepted.
 */
export async function gateStamp(step: StampedStep): Promise<GateStamp> {
  const { pack, options, now, phases, verdict, current, workloads, proof } = step;
  if (!options.isStamped || !verdict.open || phases === undefined || phases.from === phases.to)
    return { notes: [] };
  const override = overrideStamp(options, verdict);
  const without = (why: string): GateStamp =>
    override.stamp === undefined ? { notes: [gateNotStamped(why)] } : { ...override, notes: [] };
  const guarded = asGuarded(pack);
  if (guarded.ok && guarded.value.guard?.step?.(phases.from, phases.to) === 'never')
    return without(`no gate stamps ${phases.from} → ${phases.to}`);
  const kinds = guardedKinds(pack);
  // Where no policy holds anything of the release, nobody asks for a stamp.
  if (!current?.source.objects.some(({ kind = '' }) => kinds.has(kind))) return { notes: [] };
  const resources = await seenResources(step, current);
  if (!resources.ok) return without(resources.error);
  const seen = [...workloads.filter(({ kind }) => kinds.has(kind)), ...resources.value];
  if (seen.length === 0) return without('no workload of the release was found in the cluster');
  // Bound to the state, so that a rollback does not bring it back.
  const words = verdict.overridden ? [overriddenBy(verdict.overridden.reason)] : proof;
  return { stamp: stampText({ ...phases, time: now, proof: words, workloads: seen }), notes: [] };
}
