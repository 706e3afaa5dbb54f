import { resolve } from 'node:path';
import { usageError } from '../../command-line.ts';
import type { LoadedConfig } from '../../config/config.ts';
import type { Decision } from '../../release/intent.ts';
import { describeSource, type Sourced } from '../../step/source.ts';
import { durationText } from '../../times.ts';
import { isOn, type Stated, statedFor } from '../command-line.ts';
import type { Io } from '../io.ts';
import { durationOf } from '../shared-options.ts';
import { RENDER_OPTIONS, type RenderFlags } from './flags.ts';

/** What the gate of a render asks, and whom. */
export interface GateOptions {
  /** Undefined if nobody said it: Helm tells a post-renderer neither namespace nor context. */
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  readonly minSoakMs?: number;
  /** How long the gate may ask, all releases of a run together; 2 minutes where it is left out. */
  readonly timeoutMs?: number;
  /** The address of a single binary, instead of a port-forward. */
  readonly url?: string;
  readonly tenant?: string;
  readonly override?: string;
  readonly acceptDataLoss?: string;
  /** That a release that Helm does not know may start in a later phase, and who says so. */
  readonly firstInstall?: Sourced<true>;
  /** Whether an open gate leaves its stamp on the workloads, for a guard. */
  readonly isStamped?: boolean;
}

/** Whether there is a gate, and what the user changed about it. */
export interface GateChoice {
  /** Undefined if no gate is asked for. */
  readonly options?: GateOptions;
  /** Who asks for it, in words. */
  readonly askedBy?: string;
  /** That no gate is asked, a gate that was switched off and a soak that was set, with who did it. */
  readonly decisions: readonly Decision[];
  /** What makes the gate weaker than it is by itself, as sentences. */
  readonly warnings: readonly string[];
}

const DEFAULT_SOAK_MS = 24 * 3_600_000;

/** Left out if it is undefined. */
const defined = <T extends object>(given: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

/** Helm may run in another folder than the one whose phasegate.yaml has the gate: its absence is told, too. */
function notAsked(loaded: LoadedConfig | undefined): GateChoice {
  const config =
    loaded === undefined
      ? 'no phasegate.yaml from the working directory upward'
      : `no gate in ${loaded.file}`;
  const source = `the default: no --gate, and ${config}`;
  return { decisions: [{ about: 'gate', value: 'not asked', source }], warnings: [] };
}

/** No gate: nobody asks for one, or the user switched it off. */
function noGate(stated: Stated | undefined, loaded: LoadedConfig | undefined): GateChoice {
  if (stated === undefined) return notAsked(loaded);
  const source = describeSource(stated.source);
  const isConfigured = loaded?.config.gate !== undefined && loaded.config.gate.enabled !== false;
  return {
    decisions: [{ about: 'gate', value: 'off', source }],
    warnings: isConfigured ? [`the gate is set in ${loaded.file} but switched off (from ${source})`] : [],
  };
}

/** Who asks for a gate. @param stated undefined where a section of the config alone does */
const askedBy = (stated: Stated | undefined, loaded: LoadedConfig | undefined): string =>
  stated === undefined || stated.source.kind === 'config'
    ? `gate at ${loaded?.file}:${loaded?.placeOf(['gate'])}`
    : describeSource(stated.source);

function soakChoice(
  stated: Stated | undefined,
  soakMs: number | undefined,
): Pick<GateChoice, 'decisions' | 'warnings'> {
  if (stated === undefined || soakMs === undefined) return { decisions: [], warnings: [] };
  const source = stated.source.kind === 'flag' ? stated.shownAs : describeSource(stated.source);
  const [soak, usual] = [durationText(soakMs), durationText(DEFAULT_SOAK_MS)];
  const isShort = soakMs < DEFAULT_SOAK_MS;
  return {
    decisions: [{ about: 'soak', value: soak, source }],
    warnings: isShort
      ? [`the gate requires a soak of only ${soak} instead of ${usual} (from ${source})`]
      : [],
  };
}

/** The Kubernetes cluster of a render: helm would follow its own variables and kubectl would not, so both are told the same. */
export function clusterAddress(
  flags: RenderFlags,
  { env }: Pick<Io, 'env'>,
  loaded: LoadedConfig | undefined,
): Pick<GateOptions, 'kubeContext' | 'kubeconfig'> {
  const kubeconfig = loaded?.config.gate?.kubeconfig;
  return defined({
    kubeContext:
      statedFor(RENDER_OPTIONS, 'kubeContext', flags, env, loaded)?.word ??
      (env.HELM_KUBECONTEXT || undefined),
    kubeconfig: flags.kubeconfig ?? (loaded && kubeconfig && resolve(loaded.folder, kubeconfig)),
  });
}

/** Reads what a render's gate is: flags over environment over config. @throws EarlyExit if a word cannot be used */
export function readGate(
  flags: RenderFlags,
  { env }: Pick<Io, 'env'>,
  loaded: LoadedConfig | undefined,
): GateChoice {
  const stated = (name: keyof RenderFlags & string): Stated | undefined =>
    statedFor(RENDER_OPTIONS, name, flags, env, loaded);
  const config = loaded?.config.gate;
  const gate = stated('gate');
  // A gate: section without enabled asks for a gate.
  const isAsked = gate === undefined ? config !== undefined : isOn(gate);
  const stamp = stated('stamp');
  const isStamped = isOn(stamp);
  if (!isAsked) {
    const { decisions, warnings } = noGate(gate, loaded);
    const inVain = `stamps are asked for (${stamp?.shownAs}), and no gate: without --gate nothing is stamped`;
    return { decisions, warnings: isStamped ? [...warnings, inVain] : warnings };
  }

  const soak = stated('minSoak');
  const soakMs = durationOf(soak?.word, soak?.shownAs);
  const timeout = stated('gateTimeout');
  const url = stated('gateUrl');
  if (url !== undefined && !URL.canParse(url.word))
    throw usageError(`${url.shownAs}: ${JSON.stringify(url.word)} is not a URL`);
  if (flags.gateOverride?.trim() === '')
    throw usageError('--gate-override needs a reason; the report records it');
  const firstInstall = stated('gateFirstInstall');
  return {
    askedBy: askedBy(gate, loaded),
    options: defined({
      namespace: stated('namespace')?.word ?? (env.HELM_NAMESPACE || undefined),
      ...clusterAddress(flags, { env }, loaded),
      minSoakMs: soakMs,
      timeoutMs: durationOf(timeout?.word, timeout?.shownAs),
      url: url?.word,
      tenant: config?.tenant,
      override: stated('gateOverride')?.word,
      acceptDataLoss: flags.acceptDataLoss,
      isStamped: isStamped || undefined,
      firstInstall:
        firstInstall && isOn(firstInstall) ? { value: true, source: firstInstall.source } : undefined,
    }),
    ...soakChoice(soak, soakMs),
  };
}
