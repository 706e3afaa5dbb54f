import type { ParsedDocument } from './parse-document.ts';
import type { Place } from './place.ts';
import { refuse } from './refusal.ts';

/** @throws Refusal for a %YAML directive other than 1.1 and for an unknown directive, as go-yaml does. */
export function checkDirectives(document: ParsedDocument, place: Place): void {
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== '1.1') {
    refuse('syntax', `Helm reads YAML 1.1 only, not ${version}; take the %YAML line away`, place(0));
  }
  const unknown = document.warnings.find((warning) => warning.code === 'BAD_DIRECTIVE');
  if (unknown) refuse('syntax', 'Helm knows no such directive; take the line away', place(unknown.pos[0]));
}
