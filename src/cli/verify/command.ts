import { setTimeout as pause } from 'node:timers/promises';
import {
  booleanOption,
  DEBUG,
  type FlagsOf,
  listOption,
  usageError,
  valueOption,
} from '../../command-line.ts';
import { phasesText } from '../../config/asked-settings.ts';
import type { Cluster } from '../../live/cluster.ts';
import type { Pack } from '../../pack.ts';
import type { Paint } from '../../report/finding-text.ts';
import { VERIFY_FORMATS, type VerifyFormatName } from '../../report/verify/index.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import type { Ending } from '../exit-code.ts';
import type { Command, Io } from '../io.ts';
import { type Output, printResult, readOutputs, writeOutputs } from '../outputs.ts';
import { packsWithSettings } from '../settings-of-packs.ts';
import { addressOf, CLUSTER_OPTIONS, CONFIG_OPTIONS, withCluster } from '../shared-options.ts';
import { readVerifyOptions, type VerifyOptions, verifyRelease } from './verify-release.ts';

const optionsFor = (packs: readonly Pack[]) => ({
  ...CLUSTER_OPTIONS,
  phase: valueOption('--phase <phase>', phasesText(packs), {
    default: 'the phase of the installed manifest',
  }),
  watch: booleanOption('--watch', 'repeat until everything is green, and show the soak progress'),
  minSoak: valueOption('--min-soak <duration>', 'how long the release must stay in its phase', {
    default: 'what the next phase asks for',
  }),
  prometheusUrl: valueOption('--prometheus-url <url>', 'read error rates over --since from this Prometheus'),
  url: valueOption('--url <url>', 'query a single binary at this address instead of through a port-forward'),
  tenant: valueOption('--tenant <id>', 'tenant for queries, if multi-tenancy is on'),
  since: valueOption('--since <duration>', 'how far to look back', { default: '1h' }),
  format: listOption('--format <name[=file]>', 'text, json, junit, markdown or html', { default: 'text' }),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
});

type Options = ReturnType<typeof optionsFor>;
export type VerifyFlags = FlagsOf<Options>;

const shapeFor = (packs: readonly Pack[]): CommandShape<Options> => ({
  name: 'verify',
  options: optionsFor(packs),
  args: 'RELEASE',
  examples: {
    'check a release': 'phasegate verify -n monitoring pyroscope',
    'wait after an upgrade until it is green': 'phasegate verify -n monitoring pyroscope --watch',
  },
});

/** Between two looks of --watch. */
const LOOK_AGAIN_MS = 15_000;

/** A terminal shows one checklist that changes; everything else gets line after line. */
const CLEAR = '\u001b[H\u001b[2J';

/** What is verified, and where the result goes. */
interface Verification {
  readonly cluster: Cluster;
  readonly release: string;
  readonly options: VerifyOptions;
  readonly outputs: readonly Output<VerifyFormatName>[];
  readonly io: Io;
  readonly isWatched: boolean;
}

async function look({ cluster, release, options, outputs, io, isWatched }: Verification): Promise<Ending> {
  const report = await verifyRelease(cluster, release, options);
  const print = async (format: VerifyFormatName, paint: Paint): Promise<string> =>
    (await VERIFY_FORMATS[format]())(report, paint);
  const printed = await writeOutputs(outputs, print, io);
  const clear = isWatched && io.stdoutIsTerminal ? CLEAR : '';
  return printResult(`${clear}${printed}`, io, report.isGreen ? 'done' : 'refused');
}

async function watch(verification: Verification): Promise<Ending> {
  const { interrupted } = verification.io;
  for (;;) {
    const ending = await look(verification);
    if (ending !== 'refused') return ending;
    await pause(LOOK_AGAIN_MS, undefined, { signal: interrupted }).catch(() => undefined);
    if (interrupted.aborted) return 'refused';
  }
}

/** `phasegate verify`: checks on the live system that a phase holds. */
export const verify: Command = async (argv, io, packs) => {
  const { flags, args } = readCommandLine(argv, shapeFor(packs));
  const [release] = args;
  if (release === undefined || args.length > 1)
    throw usageError('verify needs one release: phasegate verify -n NAMESPACE RELEASE');
  const outputs = readOutputs(flags.format, VERIFY_FORMATS);
  const address = addressOf(flags, io);
  const meant = { name: release, namespace: address.namespace };
  const options = readVerifyOptions(flags, io, await packsWithSettings(flags, io, packs, meant));
  return withCluster(address, io, (cluster) =>
    (flags.watch ? watch : look)({
      ...{ cluster, release, outputs, io, isWatched: flags.watch },
      options: { ...options, isWatched: flags.watch },
    }),
  );
};
