import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../../live/cluster.ts';
import { PLAIN } from '../../report/finding-text.ts';
import { VERIFY_FORMATS, type VerifyFormatName } from '../../report/verify/index.ts';
import type { VerifyReport } from '../../report/verify/verify-report.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import { type Output, readOutputs, writeOutputs } from '../formats.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { addressOf } from '../live/cluster-flags.ts';
import { withCluster } from '../live/with-cluster.ts';
import { paintFor } from '../paint.ts';
import { readVerifyFlags, type VerifyFlags } from './flags.ts';
import { type AskedByFlags, questionOf } from './question.ts';
import { verifyRelease } from './verify-release.ts';

type VerifyOutput = Output<VerifyFormatName>;

/** Between two looks of --watch. */
const LOOK_AGAIN_MS = 15_000;

async function show(report: VerifyReport, outputs: readonly VerifyOutput[], io: Io): Promise<0 | 2> {
  const printed = await writeOutputs(
    outputs,
    async ({ format, file }) => {
      const paint = file === undefined && format === 'text' ? await paintFor(io.colourOnStdout) : PLAIN;
      return (await VERIFY_FORMATS[format]())(report, paint);
    },
    io,
  );
  return printed.ok ? writeResult(printed.value, io) : fail(io, printed.error);
}

/** A terminal shows one checklist that changes; everything else gets line after line. */
const CLEAR = '\u001b[H\u001b[2J';

async function watch(
  cluster: Cluster,
  { release }: VerifyFlags,
  asked: AskedByFlags,
  outputs: readonly VerifyOutput[],
  io: Io,
): Promise<ExitCode> {
  for (;;) {
    const report = await verifyRelease(cluster, release, asked);
    if (!report.ok) return fail(io, report.error);
    if (io.stdoutIsTerminal) io.writeOut(CLEAR);
    if ((await show(report.value, outputs, io)) === 2) return 2;
    if (report.value.isGreen) return 0;
    await pause(LOOK_AGAIN_MS, undefined, { signal: io.interrupted }).catch(() => undefined);
    if (io.interrupted.aborted) return 1;
  }
}

async function once(
  cluster: Cluster,
  { release }: VerifyFlags,
  asked: AskedByFlags,
  outputs: readonly VerifyOutput[],
  io: Io,
): Promise<ExitCode> {
  const report = await verifyRelease(cluster, release, asked);
  if (!report.ok) return fail(io, report.error);
  const written = await show(report.value, outputs, io);
  return written === 2 ? 2 : report.value.isGreen ? 0 : 1;
}

/** `phasegate verify`: proves on the live system that a phase holds. */
export const verify: Command = async (argv, io) => {
  const flags = readVerifyFlags(argv);
  if (!flags.ok) return endUsage(flags.error, io);
  const outputs = readOutputs(flags.value.format, Object.keys(VERIFY_FORMATS) as VerifyFormatName[]);
  if (!outputs.ok) return fail(io, outputs.error);
  const asked = questionOf(flags.value, io);
  if (!asked.ok) return fail(io, asked.error);
  const look = flags.value.watch ? watch : once;
  return withCluster(addressOf(flags.value, io), io, (cluster) =>
    look(cluster, flags.value, asked.value, outputs.value, io),
  );
};
