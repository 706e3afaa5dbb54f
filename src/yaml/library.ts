type Library = typeof import('./library-tree.ts');

/** The module once it is loaded: loading it costs more than reading most streams. */
let loaded: Library | undefined;

/** Thrown where a text needs the `yaml` library and it is not loaded; `withLibrary` answers it. */
export class LibraryNeeded extends Error {
  constructor() {
    super('the yaml library is needed and not loaded');
  }
}

/**
 * The reader of whatever the block scanner leaves alone.
 * @throws LibraryNeeded
 */
export function library(): Library {
  if (loaded === undefined) throw new LibraryNeeded();
  return loaded;
}

/** Loads the library, for everything that is read from now on. */
export async function loadLibrary(): Promise<void> {
  loaded ??= await import('./library-tree.ts');
}

/**
 * Runs something that reads YAML. Where it meets a text that only the library reads, the library is loaded and the run
 * begins anew, so it must not have changed anything outside by then.
 */
export async function withLibrary<T>(run: () => T): Promise<T> {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof LibraryNeeded)) throw error;
    await loadLibrary();
    return run();
  }
}
