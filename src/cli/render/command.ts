import { appendFileSync, writeFileSync } from 'node:fs';
import { PACKS } from '../../packs/index.ts';
import type { RenderedStream, RenderProblem } from '../../render/render-stream.ts';
import { renderStream } from '../../render/render-stream.ts';
import type { RunReport } from '../../report/run-report.ts';
import { reportText } from '../../report/run-text.ts';
import { reportFolder, storeReport } from '../../report/state-folder.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { paintFor } from '../paint.ts';
import { brokenText } from './broken-text.ts';
import { type RenderFlags, readFlags } from './flags.ts';
import { judge } from './judge.ts';
import { type Preparation, prepare } from './prepare.ts';
import { readManifests } from './read-manifests.ts';

function problemText(problem: RenderProblem, stream: string): string {
  return problem.kind === 'intent' ? problem.message : brokenText(problem.document, problem.problem, stream);
}

/** The named report must be written, or nothing is; the kept one and the step summary are best effort. */
function writeReports(
  report: RunReport,
  preparation: Preparation,
  io: Io,
  markdown: string,
): string | undefined {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const named = preparation.options.report;
  try {
    if (named !== undefined) writeFileSync(named, json, { mode: 0o600 });
  } catch (error) {
    return `phasegate: the report ${named} cannot be written (${(error as NodeJS.ErrnoException).code}); nothing was rendered`;
  }
  if (report.releases.length === 0) return undefined;
  const stored = storeReport(reportFolder(io.env), json, report.time);
  if (!stored.ok && !preparation.flags.quiet) io.writeError(`phasegate: note: ${stored.error}\n`);
  appendSummary(io, markdown);
  return undefined;
}

function appendSummary(io: Io, markdown: string): void {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    appendFileSync(file, markdown);
  } catch (error) {
    io.writeError(
      `phasegate: note: $GITHUB_STEP_SUMMARY cannot be written (${(error as NodeJS.ErrnoException).code})\n`,
    );
  }
}

async function tell(report: RunReport, rendered: RenderedStream, flags: RenderFlags, io: Io): Promise<void> {
  const show = { quiet: flags.quiet, notes: flags.diff };
  io.writeError(reportText(report, show, await paintFor(io.colourOnStderr)));
  if (flags.debug) {
    const decisions = report.releases.flatMap((release) => release.decisions);
    io.writeError(
      decisions
        .map(({ about, value, source }) => `phasegate: ${about}: ${value} (from ${source})\n`)
        .join(''),
    );
  }
  if (!flags.diff) return;
  const { unifiedDiff } = await import('../../report/unified-diff.ts');
  const before = rendered.documents.map(({ text }) => text);
  io.writeError(unifiedDiff(before, rendered.texts));
}

function output(report: RunReport, rendered: RenderedStream, stream: string): string {
  if (report.mode !== 'enforce') return stream;
  return report.exitCode === 0 ? rendered.texts.join('') : '';
}

function unmatched({ options, flags }: Preparation, stream: string, io: Io): ExitCode {
  const packs = PACKS.map((pack) => pack.name).join(', ');
  if (options.requireMatch) {
    io.writeError(
      `phasegate: ${options.mode === 'warn' ? 'would refuse' : 'error'}: the stream holds no release that a pack knows (${packs}), and --require-match wants one\n`,
    );
    return options.mode === 'warn' ? 0 : 1;
  }
  if (stream !== '' && !flags.quiet)
    io.writeError(`phasegate: note: no release of ${packs} in the stream; it passes unchanged\n`);
  return 0;
}

async function finish(
  rendered: RenderedStream,
  preparation: Preparation,
  stream: string,
  io: Io,
): Promise<ExitCode> {
  const { options, flags } = preparation;
  const report = judge(rendered, options, new Date());
  const { reportMarkdown } = io.env.GITHUB_STEP_SUMMARY
    ? await import('../../report/run-markdown.ts')
    : { reportMarkdown: () => '' };
  const unwritable = writeReports(report, preparation, io, reportMarkdown(report));
  if (unwritable !== undefined) return fail(io, unwritable);
  await tell(report, rendered, flags, io);
  const code =
    report.releases.length === 0 ? unmatched(preparation, stream, io) : (report.exitCode as ExitCode);
  const text = code === 1 && options.mode === 'enforce' ? '' : output(report, rendered, stream);
  return writeResult(text, io) === 0 ? code : 2;
}

/** What asks the cluster is loaded only where a gate is asked for. */
async function gated(rendered: RenderedStream, { options }: Preparation, io: Io): Promise<RenderedStream> {
  if (options.gate === undefined) return rendered;
  const { passGate } = await import('./gate/pass-gate.ts');
  return passGate(rendered, options.gate, io);
}

/** `phasegate render`: manifests in, manifests out. All of the stream is written, or none of it. */
export const render: Command = async (argv, io) => {
  const flags = readFlags(argv);
  if (!flags.ok) return endUsage(flags.error, io);
  const preparation = await prepare(flags.value, io);
  if (!preparation.ok) return fail(io, preparation.error);
  const stream = readManifests(io);
  if (!stream.ok) return fail(io, stream.error);
  const rendered = await renderStream(stream.value, { packs: PACKS, ...preparation.value });
  if (!rendered.ok) return fail(io, problemText(rendered.error, stream.value));
  return finish(await gated(rendered.value, preparation.value, io), preparation.value, stream.value, io);
};
