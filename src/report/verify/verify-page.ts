import { TIMES_ARE_UTC, utcTime } from '../../times.ts';
import type { Block, Page, VerdictBlock } from '../blocks.ts';
import { releaseTitle } from '../blocks.ts';
import { soakProgress } from '../soak-progress.ts';
import type { VerifyReport } from './verify-report.ts';

function verdict({ phase, isGreen, checks }: VerifyReport): VerdictBlock {
  const skipped = checks.filter(({ status }) => status === 'skipped').length;
  const green = checks.filter(({ status }) => status === 'ok').length;
  return {
    tone: isGreen ? 'good' : 'bad',
    text: `${phase} is ${isGreen ? 'verified' : 'not verified'}`,
    detail:
      checks.length === skipped
        ? 'no check is about it'
        : `${green} of ${checks.length - skipped} checks are green`,
  };
}

/** The checks, then the soak where the phase needs one. */
export function verifyPage(report: VerifyReport): Page {
  const { release, phase, phaseSource, chart, revision, checks, soak, time, version } = report;
  const context = release.kubeContext === undefined ? [] : [`context ${release.kubeContext}`];
  const facts = [`phase ${phase} (from ${phaseSource})`, `chart ${chart}`, `revision ${revision}`];
  const asked: Block[] = checks.length === 0 ? [] : [{ kind: 'checks', items: checks }];
  return {
    head: {
      line: `${releaseTitle(release)}: ${facts.join(', ')}`,
      maker: 'phasegate verify',
      name: release.name,
      place: release.namespace,
      facts: [...facts, ...context, `asked ${utcTime(time)}`],
      verdict: verdict(report),
    },
    blocks: soak === undefined ? asked : [...asked, soakProgress(soak, time)],
    version,
    footer: `phasegate ${version}, asked ${utcTime(time)}. ${TIMES_ARE_UTC}`,
  };
}
