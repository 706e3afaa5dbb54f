import { EarlyExit } from '../early-exit.ts';

/**
 * The head of what `helm install --dry-run`, `helm upgrade --dry-run` and `helm get all` print (Helm 3.21 and 4.2): an upgrade
 * says first that it is done.
 */
const REPORT = /^\s*(?:Release "[^"\n]*" has been .*\r?\n)?NAME: \S+\r?\nLAST DEPLOYED: /;

/**
 * Refuses Helm's report about a release where its manifests are wanted: the report holds them, among values, hooks and
 * notes that are no YAML.
 * @param shownAs what a message begins with
 * @throws EarlyExit
 */
export function refuseHelmReport(text: string, shownAs: string): void {
  if (!REPORT.test(text)) return;
  throw new EarlyExit(
    `phasegate: ${shownAs} is Helm's report about a release (helm install --dry-run, helm upgrade --dry-run or helm get all), not its manifests
  why: the report holds values and notes as well, which are no manifests
  do:  give the output of helm template, or of helm get manifest for an installed release; nothing was written`,
  );
}
