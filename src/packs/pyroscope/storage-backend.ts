import { textAt } from '../../manifest/query.ts';
import type { Release } from './release.ts';
import type { Workload } from './workload.ts';

/** `storage.backend` of the server's configuration (structuredConfig, `config` or minio.enabled); undefined where none. */
export const configuredBackend = (release: Release): string | undefined =>
  textAt(release.config, 'storage', 'backend') || undefined;

/** The backend that counts for a workload: a flag beats the configuration. */
export const effectiveBackend = (release: Release, workload: Workload): string | undefined =>
  workload.flags.value('storage.backend') ?? configuredBackend(release);

/** Where the filesystem backend was told to lie, by flag or configuration. */
export const filesystemDirectory = (release: Release, workload: Workload): string | undefined =>
  workload.flags.value('storage.filesystem.dir') ?? textAt(release.config, 'storage', 'filesystem', 'dir');
