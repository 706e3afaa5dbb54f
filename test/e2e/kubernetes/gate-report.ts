import type { RunReport } from '../../../src/report/run-report.ts';
import type { HelmRelease } from './helm-release.ts';

/** What the gate said in a run of render, as the report has it. */
export interface GateReport {
  readonly exitCode: number;
  readonly outcome: string;
  /** open, closed or overridden. */
  readonly gate: string | undefined;
  /** Where it asked, in words. */
  readonly asked: string | undefined;
  /** What, why and remedy of its finding; empty where the gate was open. */
  readonly text: string;
}

export function gateOf(report: RunReport): GateReport {
  const [release] = report.releases;
  const decision = release?.decisions.find(({ about }) => about === 'gate');
  const findings = release?.findings.filter(({ ruleId }) => ruleId.startsWith('gate-')) ?? [];
  const text = findings.map(({ what, why, remedy }) => [what, why, remedy].join('\n')).join('\n');
  const { exitCode, outcome } = report;
  return { exitCode, outcome, gate: decision?.value, asked: decision?.source, text };
}

/** `phasegate report --json`: what is left of a run whose standard error Helm 4 has thrown away. */
export async function lastGate({ operator }: HelmRelease): Promise<GateReport> {
  const { status, stdout, stderr } = await operator.run('phasegate', ['report', '--json']);
  if (status !== 0) throw new Error(`phasegate report: status ${status}\n${stderr}`);
  return gateOf(JSON.parse(stdout) as RunReport);
}
