/** Marks that stand for a value filled in later: by the server, Kubernetes, Helm, Flux, Argo CD, SOPS, vals or sed. */
const PLACEHOLDERS: readonly RegExp[] = [
  /\$\{[^}]+\}/,
  /\$\([^)]+\)/,
  /^\$[A-Z_][A-Z0-9_]*$/,
  /\{\{.*\}\}/s,
  /^<[^<>]+>$/,
  /^%[^%]+%$/,
  /^ENC\[/,
  /^(?:ref\+|op:\/\/|vault:|secretref[:+])/i,
];

/** What a template action within `pyroscope.config` is read as. */
const TEMPLATED = /x{4}/;

export const isPlaceholder = (text: string): boolean => PLACEHOLDERS.some((mark) => mark.test(text.trim()));

export const isTemplatedWord = (text: string): boolean => TEMPLATED.test(text);
