import type { LintFinding, LintResult } from '../../../src/lint/lint-result.ts';

export const NASTY_FILE = './dev env/größe #1, 100%:a.yaml';
export const NASTY = 'a%0Ab,c:d <e> & "f" \'g\' ]]> {0}\r\nnext\u001b[31m line \u0007';

/** A finding in an ordinary place; tests say what differs. */
export function finding(parts: Partial<LintFinding> & { readonly file?: string } = {}): LintFinding {
  return {
    ruleId: 'pyroscope/both-layers-off',
    audit: [],
    severity: 'error',
    file: 'values.yaml',
    line: 3,
    column: 9,
    endLine: 3,
    endColumn: 14,
    source: '    v1: false',
    path: ['architecture', 'storage', 'v1'],
    fixable: false,
    what: 'architecture.storage.v1 and v2 are both off',
    why: 'nothing would keep the profiles',
    remedy: 'set one of them to true',
    ...parts,
  };
}

/** A finding about a value that a flag set. */
export function flagFinding(flag: string, parts: Partial<LintFinding> = {}): LintFinding {
  const { file: _file, source: _source, ...rest } = finding(parts);
  return { ...rest, flag };
}

const COMBINED = finding({
  ruleId: 'pyroscope/combined-without-weights',
  audit: ['A6'],
  line: 12,
  column: 17,
  endLine: 12,
  endColumn: 27,
  source: '    write-path: "combined"',
  path: ['pyroscope', 'extraArgs', 'write-path'],
  what: 'write-path is combined, and no weight is set',
  why: 'the segment writers get nothing',
  remedy: 'set write-path.segment-writer-weight to 1',
});

const UNKNOWN_KEY = finding({
  ruleId: 'unknown-key',
  severity: 'warning',
  line: 20,
  column: 3,
  endLine: 20,
  endColumn: 11,
  source: '  replicas.count: 3',
  path: ['pyroscope', 'replicas.count'],
  fixable: true,
  what: 'the chart knows no key pyroscope.replicas.count',
  why: 'Helm takes it and nothing comes of it',
  remedy: 'replicaCount is the nearest known key',
});

const SEVERAL_LINES = finding({
  ruleId: 'pyroscope/lone-block',
  severity: 'info',
  line: 31,
  column: 1,
  endLine: 34,
  endColumn: 4,
  source: 'extraObjects:',
  path: ['extraObjects'],
  what: 'extraObjects is left as it is',
  why: 'the chart renders it verbatim',
  remedy: 'check it by hand:\n  helm template .',
});

const NASTY_FINDING = finding({
  ruleId: 'pyroscope/both-layers-off',
  audit: ['A1', 'A9'],
  severity: 'info',
  file: NASTY_FILE,
  line: 1,
  column: 2,
  endLine: 1,
  endColumn: 6,
  source: '\t"k\u001be]]>": <&> # 100%',
  path: ['a.b', 'c%,:<&]]>\u0007'],
  what: NASTY,
  why: NASTY,
  remedy: NASTY,
});

const BY_FLAG = flagFinding('--set architecture.storage.v1=false', { severity: 'error' });

/** A bit of all that formats have to cope with, sorted as the linter sorts. */
export const SAMPLE: LintResult = {
  version: '0.1.0',
  findings: [NASTY_FINDING, COMBINED, UNKNOWN_KEY, SEVERAL_LINES, BY_FLAG],
  values: [
    {
      name: 'clean.yaml',
      files: ['clean.yaml'],
      pack: 'pyroscope',
      chart: '1.15.1',
      chartSource: 'Chart.yaml beside it',
    },
    {
      name: NASTY_FILE,
      files: [NASTY_FILE],
      pack: 'pyroscope',
      chart: '2.0.3',
      chartSource: '--chart-version',
    },
    {
      name: 'values.yaml',
      files: ['values.yaml'],
      pack: 'pyroscope',
      chart: '2.2.1',
      chartSource: 'newest known',
    },
  ],
  rules: [
    {
      ruleId: 'pyroscope/both-layers-off',
      severity: 'error',
      summary: 'Neither storage is on',
      why: 'Nothing would keep the profiles.\n\nSay `{v1: true}`.',
    },
    {
      ruleId: 'pyroscope/combined-without-weights',
      severity: 'error',
      summary: 'Writes go to both storages without a weight',
      why: 'The segment writers get nothing.',
    },
    {
      ruleId: 'pyroscope/lone-block',
      severity: 'info',
      summary: 'A block of its own',
      why: 'It is verbatim.',
    },
    {
      ruleId: 'unknown-key',
      severity: 'warning',
      summary: 'A key nobody knows',
      why: 'Nothing comes of it.',
    },
  ],
  summary: {
    files: 4,
    filesWithFindings: 3,
    errors: 2,
    warnings: 1,
    infos: 2,
    fixable: 1,
    baselined: 4,
    ignored: 1,
  },
};

/** A run with these findings alone, in values.yaml. */
export function resultOf(...findings: LintFinding[]): LintResult {
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return {
    ...SAMPLE,
    findings,
    values: [
      {
        name: 'values.yaml',
        files: ['values.yaml'],
        pack: 'pyroscope',
        chart: '2.2.1',
        chartSource: 'newest known',
      },
    ],
    summary: {
      files: 1,
      filesWithFindings: 1,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
      fixable: findings.filter(({ fixable }) => fixable).length,
      baselined: 0,
      ignored: 0,
    },
  };
}
