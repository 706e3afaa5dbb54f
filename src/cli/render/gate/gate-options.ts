import { resolve } from 'node:path';
import type { LoadedConfig } from '../../../config/config.ts';
import { err, ok, type Result } from '../../../result.ts';
import type { Io } from '../../io.ts';
import { minSoak } from '../../live/min-soak.ts';
import type { RenderFlags } from '../flags.ts';

/** What the gate of a render asks, and whom. */
export interface GateOptions {
  /** Undefined where nobody said it: Helm tells a post-renderer neither namespace nor context. */
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  readonly minSoakMs?: number;
  /** The address of a single binary, in place of a port-forward. */
  readonly url?: string;
  readonly tenant?: string;
  readonly override?: string;
  readonly acceptDataLoss?: string;
}

const isText = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** Left out where it is undefined. */
const defined = <T extends object>(given: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

/** Any word but `false` and `0` asks for a gate: one that was meant must not be left out for its spelling. */
const switched = (word: string | undefined): boolean | undefined =>
  isText(word) ? word !== 'false' && word !== '0' : undefined;

/** Whom to ask: flags over environment over config, whose paths are relative to its folder. */
function address(flags: RenderFlags, { env }: Io, loaded: LoadedConfig | undefined) {
  const config = loaded?.config.gate;
  const configured = config?.kubeconfig;
  return {
    namespace: flags.namespace ?? (env.PHASEGATE_NAMESPACE || config?.namespace),
    // helm would follow its own variable and kubectl would not: both are told the same.
    kubeContext:
      flags.kubeContext ??
      (env.PHASEGATE_KUBE_CONTEXT || config?.kubeContext || env.HELM_KUBECONTEXT || undefined),
    kubeconfig: flags.kubeconfig ?? (loaded && configured && resolve(loaded.folder, configured)),
  };
}

/** What is wrong with the words, as the message for exit code 2. */
function mistake({ gateOverride, gateUrl }: RenderFlags, url: string | undefined): string | undefined {
  if (gateOverride !== undefined && !isText(gateOverride))
    return 'phasegate: --gate-override wants a reason, which is kept in the report';
  const shown = gateUrl === undefined ? 'gate.url' : '--gate-url';
  return url !== undefined && !URL.canParse(url)
    ? `phasegate: ${shown}: ${JSON.stringify(url)} is no URL`
    : undefined;
}

/** Undefined where no gate is asked for. @returns the message for exit code 2 */
export function gateOptions(
  flags: RenderFlags,
  io: Io,
  loaded: LoadedConfig | undefined,
): Result<GateOptions | undefined, string> {
  const config = loaded?.config.gate;
  const isConfigured = config !== undefined && config.enabled !== false;
  if (!flags.gate && !(switched(io.env.PHASEGATE_GATE) ?? isConfigured)) return ok(undefined);
  const soak = minSoak(flags.minSoak ?? config?.minSoak);
  if (!soak.ok) return soak;
  const url = flags.gateUrl ?? config?.url;
  const wrong = mistake(flags, url);
  if (wrong !== undefined) return err(wrong);
  const reason = io.env.PHASEGATE_GATE_OVERRIDE;
  return ok(
    defined({
      ...address(flags, io, loaded),
      minSoakMs: soak.value,
      url,
      tenant: config?.tenant,
      override: flags.gateOverride ?? (isText(reason) ? reason : undefined),
      acceptDataLoss: flags.acceptDataLoss,
    }),
  );
}
