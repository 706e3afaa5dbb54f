import { checkValues } from '../../lint/check-values.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { ReleaseValues } from '../../lint/release-values.ts';
import { DEFAULT_SETTINGS } from '../../lint/rule-settings.ts';
import { pyroscopeValuesPack } from '../../packs/pyroscope/values-pack.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';

/** What the linter says about the values after the step, and about the change to them. */
export async function planFindings(release: ReleaseValues): Promise<readonly LintFinding[]> {
  const found = await checkValues({ release, duplicates: [] }, pyroscopeValuesPack, DEFAULT_SETTINGS);
  const describer = new FindingDescriber(release.textOf);
  return found.map((finding) => describer.describe(finding, '')).toSorted(inOrder);
}
