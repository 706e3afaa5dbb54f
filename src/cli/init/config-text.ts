import { stringify } from 'yaml';
import type { ValuesFile } from './find-values-files.ts';

/** Files whose version is written beside them need no entry: it would go stale. */
function overrides(files: readonly ValuesFile[]): string {
  const unknown = files.filter(({ isCertain }) => !isCertain);
  if (unknown.length === 0) return '';
  const entries = unknown.map(({ file, chart }) => ({ files: [file], chartVersion: chart }));
  return `  # Nothing beside these files names the chart's version: check the one that stands here.\n${stringify({ overrides: entries }).replaceAll(/^(?=.)/gm, '  ')}`;
}

/** The text of phasegate.yaml for the values that were found. */
export function configText(files: readonly ValuesFile[]): string {
  const known = files
    .filter(({ isCertain }) => isCertain)
    .map(({ file, chart, source }) => `# ${file}: chart ${chart}, from ${source}\n`)
    .join('');
  return `# Settings of phasegate: phasegate lint --help, phasegate rules.\n${known}lint:\n  failOn: warning\n${overrides(files)}`;
}
