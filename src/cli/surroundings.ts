import { readdirSync, readFileSync } from 'node:fs';
import type { FileSystem } from '../discover/found-values.ts';

/** The file system, for looking around a file; what cannot be read is not there. */
export const fileSystem = (): FileSystem => ({
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  list: (folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
});
