import { run } from './run.ts';

export type Files = Readonly<Record<string, string>>;

interface Report {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly severity: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly endLine: number | null;
    readonly endColumn: number | null;
    readonly path: string;
    readonly fixable?: boolean;
  }[];
  readonly values: readonly {
    readonly name: string;
    readonly chart: string;
    readonly chartSource: string;
    readonly chartIsGuessed: boolean;
    readonly below: string | null;
    readonly unread: readonly string[];
  }[];
}

/** Lints in a repository. */
export async function lint(files: Files, ...args: readonly string[]) {
  const { code, out, said } = await run(['lint', ...args, '--format', 'json'], {
    files: { '.git/HEAD': '', ...files },
  });
  const report = JSON.parse(out) as Report;
  const told = report.findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ ruleId, severity, file, line }) => `${file}:${line} ${severity} ${ruleId}`);
  return { ...report, code, said, told };
}

export const BOTH_OFF = 'error pyroscope/both-layers-off';
/** Values that no rule has anything against, whatever the storage. */
export const KEPT =
  'pyroscope:\n  persistence: {enabled: true}\n  structuredConfig: {limits: {retention_period: 30d}}\n';
export const storage = (toggles: string): string => `architecture: {storage: {${toggles}}}\n`;

export const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
