import { showable } from './error-text.ts';

/** client-go's sentence for one connection that it could not forward; klog puts it in quotes and escapes those inside. */
const FORWARDING = /an error occurred forwarding \d+ -> \d+: (.*?)"?$/gm;
/** The pod's long sandbox id stands before the reason. */
const POD_ID = /^error forwarding port \d+ to pod [\w-]+, uid : /;

/** Why the last connection through a port-forward failed, from kubectl's standard error. */
export function forwardingError(stderr: string): string | undefined {
  const [, reason] = [...stderr.matchAll(FORWARDING)].at(-1) ?? [];
  return reason === undefined ? undefined : showable(reason.replaceAll('\\"', '"').replace(POD_ID, ''));
}
