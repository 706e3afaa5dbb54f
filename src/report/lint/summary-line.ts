import { counted } from '../../english.ts';
import type { LintSummary } from '../../lint/lint-result.ts';

/** `2 errors, 1 warning, 3 infos in 2 files; 1 can be mended with --fix; 4 in the baseline; 1 ignored`. */
export function summaryLine(summary: LintSummary): string {
  const { files, errors, warnings, infos, fixable, baselined, ignored } = summary;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(infos > 0 ? [counted(infos, 'info')] : []),
  ].join(', ');
  return [
    files > 0 ? `${found} in ${counted(files, 'file')}` : found,
    ...(fixable > 0 ? [`${fixable} can be mended with --fix`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ].join('; ');
}
