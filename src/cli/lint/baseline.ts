import { counted } from '../../english.ts';
import { baselineOf, compareWithBaseline } from '../../lint/baseline.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { readBaseline } from '../baseline-file.ts';
import { writeFile } from '../outputs.ts';
import type { LintRun } from './lint-run.ts';

const DEFAULT_FILE = 'phasegate-baseline.json';

/** The baseline in force: the flag's, else the config's; with --write-baseline there is always one. */
function baselineFile({ flags, settings }: LintRun): string | undefined {
  const { baseline, writeBaseline } = flags;
  const fallback = writeBaseline ? DEFAULT_FILE : undefined;
  return baseline ?? settings.pathInConfig(settings.lint.baseline) ?? fallback;
}

/** What is left of the findings, and how many the baseline accepts. */
interface AgainstBaseline {
  readonly findings: readonly LintFinding[];
  readonly baselined: number;
}

/** Removes what the baseline accepts, or writes one that accepts all. @throws EarlyExit */
export function againstBaseline(findings: readonly LintFinding[], run: LintRun): AgainstBaseline {
  const file = baselineFile(run);
  if (file === undefined) return { findings, baselined: 0 };
  if (run.flags.writeBaseline) {
    writeFile(file, `${JSON.stringify(baselineOf(findings), null, 2)}\n`, run.io);
    run.note(`${counted(findings.length, 'finding is', 'findings are')} accepted in ${file}`);
    return { findings: [], baselined: findings.length };
  }
  const {
    findings: fresh,
    baselined,
    stale,
  } = compareWithBaseline(findings, readBaseline(file, run.io, run.names));
  if (stale.length > 0)
    run.note(
      `${counted(stale.length, 'entry', 'entries')} in ${file} no longer needed; --write-baseline removes them`,
    );
  return { findings: fresh, baselined };
}
