/** One line for the overview, which must not load the command. */
export const SUMMARY = 'from one version to another: path, runbook, and verify for its gates';
