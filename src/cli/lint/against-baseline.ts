import { counted } from '../../english.ts';
import { compareWithBaseline } from '../../lint/baseline.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { baselineFile, readBaseline, writeBaseline } from './baseline-file.ts';
import type { Prepared } from './prepare.ts';

interface Judged {
  readonly findings: readonly LintFinding[];
  readonly baselined: number;
}

/** Takes away what the baseline accepts, or writes one that accepts all. */
export function againstBaseline(
  findings: readonly LintFinding[],
  { flags, loaded, context }: Prepared,
  io: Io,
): Result<Judged, string> {
  const file = baselineFile(flags, loaded);
  if (file === undefined) return ok({ findings, baselined: 0 });
  if (flags.writeBaseline) {
    const written = writeBaseline(file, findings, io);
    if (!written.ok) return written;
    context.note(`${counted(findings.length, 'finding is', 'findings are')} accepted in ${file}`);
    return ok({ findings: [], baselined: findings.length });
  }
  const baseline = readBaseline(file, io);
  if (!baseline.ok) return err(baseline.error);
  const { findings: fresh, baselined, stale } = compareWithBaseline(findings, baseline.value);
  if (stale.length > 0)
    context.note(
      `${counted(stale.length, 'entry', 'entries')} of ${file} found nothing any more: --write-baseline takes out what is mended`,
    );
  return ok({ findings: fresh, baselined });
}
