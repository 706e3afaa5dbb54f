import { err, ok, type Result } from '../../result.ts';
import { many, onOff, readCommandLine, single, type UsageEnd } from '../command-line.ts';
import { CLUSTER_OPTIONS, type ClusterFlags } from '../live/cluster-flags.ts';

/** The flags of `verify` as they were written. */
export interface VerifyFlags extends ClusterFlags {
  readonly release: string;
  readonly phase?: string;
  readonly watch: boolean;
  readonly minSoak?: string;
  readonly prometheusUrl?: string;
  readonly url?: string;
  readonly tenant?: string;
  readonly since?: string;
  readonly format: readonly string[];
  readonly debug: boolean;
}

const OPTIONS = [
  ...CLUSTER_OPTIONS,
  () => single('--phase <phase>', 'v1, dual or v2 (default: the phase of the installed manifest)'),
  () => onOff('--watch', 'look again until all is green, with the progress of the soak'),
  () => single('--min-soak <duration>', 'time in dual that is asked for (default 24h)'),
  () => single('--prometheus-url <url>', 'ask this Prometheus for error rates over --since'),
  () => single('--url <url>', 'ask a single binary at this address in place of a port-forward'),
  () => single('--tenant <id>', 'the tenant to ask for, where multi-tenancy is on'),
  () => single('--since <duration>', 'how far to look back (default 1h)'),
  () => many('--format <name[=file]>', 'text, json, junit, markdown or html (repeatable; default text)'),
  () => onOff('--debug', 'stack traces of own failures'),
];

/** Reads the flags of `verify`; help and usage errors come back as text and exit code. */
export function readVerifyFlags(argv: readonly string[]): Result<VerifyFlags, UsageEnd> {
  const read = readCommandLine<Omit<VerifyFlags, 'release'>>(argv, {
    name: 'phasegate verify',
    description: 'prove on the live system that a phase holds; nothing is created, changed or deleted',
    options: OPTIONS,
    args: 'RELEASE',
  });
  if (!read.ok) return read;
  const { flags, args } = read.value;
  const [release] = args;
  if (release === undefined || args.length > 1)
    return err({
      code: 2,
      text: 'phasegate: verify takes one release: phasegate verify -n NAMESPACE RELEASE\n',
    });
  return ok({ ...flags, release });
}
