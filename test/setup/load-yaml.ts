import { loadLibrary } from '../../src/yaml/library.ts';

// Commands load the library when they need it; tests call what is below them.
await loadLibrary();
