import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../../src/chart/table.ts';

/** How a value was given to Helm: in a file as `v: …`, or by a flag as `v=…`. */
export const GIVEN = ['file', '--set', '--set-string', '--set-json'] as const;

/** What templates write for a value `v`. */
export interface Printed {
  /** `{{ .Values.v }}` */
  readonly bare: string;
  /** `{{ .Values.v | quote }}` */
  readonly quoted: string;
  /** What stands behind `v: ` in `{{ dict "v" .Values.v | toYaml }}`. */
  readonly yaml: string;
  /** `{{ (dict "v" .Values.v | toJson | fromYaml).v }}` */
  readonly readAgain: string;
}

export interface Row {
  readonly given: (typeof GIVEN)[number];
  readonly written: string;
  /** Undefined where Helm refuses the value. */
  readonly printed: Printed | undefined;
}

const FILE = join(import.meta.dirname, 'printed.tsv');
const REFUSED = 'refused';

/** What Helm 3.21.4 and Helm 4.2.4 were seen to print; both print the same. */
export const judgedRows = (): readonly Row[] =>
  rowsOf(readFileSync(FILE, 'utf8')).map(
    ([given = '', written = '', bare = '', quoted = '', yaml = '', readAgain = '']) => ({
      given: given as Row['given'],
      written,
      printed: bare === REFUSED ? undefined : { bare, quoted, yaml, readAgain },
    }),
  );

const HEADER = `# What templates print for a value v, seen in Helm 3.21.4 and Helm 4.2.4, which print the same. given: "v: …" in a values file, or a flag
# v=…. bare: {{ .Values.v }}. quoted: with | quote. yaml: behind "v: " in toYaml of a map. read again: through toJson and fromYaml, then bare.
# test/e2e/printed.e2e.test.ts judges it anew, and writes it with RECORD_PRINTED=1.
# given	written	bare	quoted	yaml	read again
`;

export function recordRows(rows: readonly Row[]): void {
  const lines = rows.map(({ given, written, printed: to }) =>
    [given, written, ...(to ? [to.bare, to.quoted, to.yaml, to.readAgain] : [REFUSED])].join('\t'),
  );
  writeFileSync(FILE, `${HEADER}${lines.join('\n')}\n`);
}
