import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from '../../../command-line.ts';
import { SAVED } from '../facts/saved.ts';
import { type BackupContent, BackupReader, Damaged } from './backup-file.ts';
import { readObjects } from './json-stream.ts';
import { type Commit, type Pipeline, readCommit, readPipeline, readRepo } from './records.ts';

/** What the runbook has saved of the old cluster. */
export class SavedFolder {
  private readonly folder: string;

  constructor(
    cwd: string,
    private readonly shown: string,
  ) {
    this.folder = resolve(cwd, shown);
  }

  /** The pipelines before anything was stopped. @throws EarlyExit where the file cannot be used */
  pipelines(): readonly Pipeline[] {
    // As the runbook reads it, whichever version wrote it.
    return this.objects(SAVED.pipelines).map((one) => readPipeline(one, false));
  }

  /** @throws EarlyExit where the file cannot be used */
  repos(): readonly string[] {
    return this.objects(SAVED.repos).map(readRepo);
  }

  /** @throws EarlyExit where the file cannot be used */
  commits(): readonly Commit[] {
    return this.objects(SAVED.commits).map(readCommit);
  }

  /** @throws EarlyExit where there is no such file @throws Damaged where it is not whole */
  backup(): Promise<BackupContent> {
    return BackupReader.read(this.pathOf(SAVED.backup)).catch((error: unknown) => {
      if (error instanceof Damaged) throw error;
      throw this.unreadable(SAVED.backup, (error as NodeJS.ErrnoException).code ?? String(error));
    });
  }

  private pathOf(name: string): string {
    return join(this.folder, name);
  }

  private objects(name: string): readonly unknown[] {
    let text: string;
    try {
      text = readFileSync(this.pathOf(name), 'utf8');
    } catch (error) {
      throw this.unreadable(name, (error as NodeJS.ErrnoException).code ?? String(error));
    }
    const read = readObjects(text);
    if (!read.ok) throw this.unreadable(name, read.error);
    return read.value;
  }

  private unreadable(name: string, why: string): Error {
    return usageError(`--saved: ${join(this.shown, name)} cannot be read (${why})`);
  }
}
