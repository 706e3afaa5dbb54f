/** Files of a migration that the runbook writes and the gates read, all in one folder. */
export const SAVED = {
  /** `list pipeline --raw` of the old cluster, before anything was stopped. */
  pipelines: 'pipelines.json',
  /** `list repo --raw` and `list commit --raw` of every repo, once all is stopped. */
  repos: 'repos.json',
  commits: 'commits.json',
  backup: 'backup',
} as const;

export const DEFAULT_FOLDER = 'migration';
