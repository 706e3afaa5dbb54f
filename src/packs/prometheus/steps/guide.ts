import { type Step, type StepsLeft, sure } from '../../../pack.ts';
import { shellWord } from '../../../shell.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import { DESTINATION, LOCAL, PROOF } from '../facts/settings.ts';
import { dualStart, RELOAD_WITHIN } from '../read/dual-start.ts';
import type { PrometheusCase, PrometheusState } from '../read/facts.ts';
import { backfillCommand } from './backfill-command.ts';

type PrometheusStep = Step<PrometheusPhase>;

/** `destinationName` is PHASEGATE_DESTINATION_NAME. */
const variableOf = (setting: string): string =>
  `PHASEGATE_${setting.replace(/[A-Z0-9]+/g, (part) => `_${part}`).toUpperCase()}`;

/** helm hands its environment on to the post-renderer, which the printed commands tell nothing of the stores. */
function settingsNote({ meant }: PrometheusState): string {
  const words = [
    [DESTINATION.url, meant.destination],
    ...(meant.name === 'new' ? [] : [[DESTINATION.name, meant.name]]),
    [DESTINATION.tenant, meant.tenant],
    ['old', meant.old],
    [PROOF.queryUrl, meant.queryUrl],
    [PROOF.state, meant.backfillState],
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [`${variableOf(name)}=${shellWord(value)}`]));
  return `Every command reads which stores are meant from phasegate.yaml or from its environment: export ${words.join(' ')}`;
}

const CREDENTIALS =
  'A store that wants credentials: destinationSecret names a Secret with the keys username and password, or token, which has to be there before this step.';

const READERS =
  'Point everything that reads at the new store before this step: data sources of Grafana, remote_read of other servers, recording rules and alerts that are evaluated elsewhere. What reads the old store sees no sample from this step on.';

function toDual(now: PrometheusState): PrometheusStep {
  return {
    id: 'dual',
    title: 'Write to both stores',
    why: 'From here on, no sample is in one store alone: what the new store gets can be compared with the old one, and going back loses nothing.',
    phase: 'dual',
    gated: true,
    notes: [
      settingsNote(now),
      CREDENTIALS,
      `Then copy the history, once the configuration has been loaded for some minutes: ${backfillCommand(now, {})}`,
    ],
    back: 'old',
  };
}

function toNew(of: PrometheusCase): PrometheusStep {
  const { now } = of;
  const since = sure(now.phase) === 'dual' ? dualStart(of) : undefined;
  const end = since === undefined || now.meant.since !== undefined ? since : since + RELOAD_WITHIN;
  return {
    id: 'new',
    title: 'Write to the new store alone',
    why: 'The old store holds nothing that the new one lacks, which the gate proves: the history was copied and read back, and no sample of the overlap was lost.',
    phase: 'new',
    gated: true,
    notes: [
      settingsNote(now),
      `The history has to be copied until the new store was written to: ${backfillCommand(now, { end })}`,
      'Look at it once more with phasegate backfill --verify-only before the old store is switched off: what was acknowledged can be gone later.',
      READERS,
    ],
    back: 'dual',
  };
}

/** The steps that are left: dual, and the new store alone. */
export function migrationSteps(of: PrometheusCase): StepsLeft<PrometheusPhase> {
  const { now } = of;
  const phase = sure(now.phase);
  if (now.meant.destination === undefined)
    return `no destination is named; set PHASEGATE_DESTINATION, or destination in phasegate.yaml`;
  if (phase === undefined) return 'its phase is not clear';
  if (phase === 'new') return [];
  // The Prometheus goes on keeping its own samples: there is no entry to take out.
  const last = now.meant.old === LOCAL ? [] : [toNew(of)];
  return phase === 'old' ? [toDual(now), ...last] : last;
}
