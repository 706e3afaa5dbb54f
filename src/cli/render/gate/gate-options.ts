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

type Words = Pick<RenderFlags, 'namespace' | 'kubeContext' | 'kubeconfig' | 'minSoak'>;

const defined = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Undefined where no gate is asked for. @returns the message for exit code 2 */
export function gateOptions(
  flags: RenderFlags,
  io: Io,
  loaded: LoadedConfig | undefined,
): Result<GateOptions | undefined, string> {
  const config = loaded?.config.gate;
  const isAsked =
    flags.gate || io.env.PHASEGATE_GATE === 'true' || (config !== undefined && config.enabled !== false);
  if (!isAsked) return ok(undefined);
  const given = defined({
    namespace: flags.namespace ?? (io.env.PHASEGATE_NAMESPACE || undefined),
    kubeContext: flags.kubeContext ?? (io.env.PHASEGATE_KUBE_CONTEXT || undefined),
    kubeconfig: flags.kubeconfig,
    minSoak: flags.minSoak,
  });
  const words = { ...config, ...given } as Words;
  const soak = minSoak(words.minSoak);
  if (!soak.ok) return soak;
  if (flags.gateOverride !== undefined && flags.gateOverride.trim() === '')
    return err('phasegate: --gate-override wants a reason, which is kept in the report');
  const { url, tenant } = config ?? {};
  return ok(
    defined({
      namespace: words.namespace,
      kubeContext: words.kubeContext,
      kubeconfig: words.kubeconfig,
      minSoakMs: soak.value,
      url: flags.gateUrl ?? url,
      tenant,
      override: flags.gateOverride ?? (io.env.PHASEGATE_GATE_OVERRIDE || undefined),
      acceptDataLoss: flags.acceptDataLoss,
    }) as GateOptions,
  );
}
