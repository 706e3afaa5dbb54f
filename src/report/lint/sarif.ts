import type { ArtifactLocation, Location, Log, ReportingDescriptor, Result } from 'sarif';
import { type LintSeverity, showPath } from '../../lint/finding.ts';
import type { LintFinding, LintResult, RuleInfo } from '../../lint/lint-result.ts';
import { wellFormed } from '../../visible-text.ts';
import { filePath, messageText } from './describe.ts';
import { fingerprints } from './fingerprint.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  LintSeverity,
  Result.level
>;

/** Braces of messages are placeholders in SARIF; literal ones appear twice (SARIF 2.1.0, 3.11.5). */
const literal = (text: string): string => text.replace(/[{}]/g, '$&$&');

/**
 * A file's name, with `/`, as a URI, percent-encoded (RFC 3986); one that is relative counts from the root of the sources,
 * by the name that code scanners have for it. Standard input (`<stdin>`) is none of the sources.
 */
function artifact(file: string): ArtifactLocation {
  const encoded = wellFormed(filePath(file)).split('/').map(encodeURIComponent).join('/');
  if (encoded.startsWith('/')) return { uri: `file://${encoded}` };
  return { uri: encoded, ...(!file.startsWith('<') && { uriBaseId: '%SRCROOT%' }) };
}

function descriptor({ ruleId, severity, summary, why }: RuleInfo): ReportingDescriptor {
  return {
    id: ruleId,
    shortDescription: { text: literal(summary) },
    fullDescription: { text: literal(why) },
    help: { text: literal(why), markdown: literal(why) },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function locations({ file, line, column, endLine, endColumn, path }: LintFinding): Location[] {
  if (file === undefined) return [];
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  const physicalLocation = { artifactLocation: artifact(file), region };
  const logicalLocations =
    path.length === 0 ? {} : { logicalLocations: [{ fullyQualifiedName: showPath(path) }] };
  return [{ physicalLocation, ...logicalLocations }];
}

function sarifResult(finding: LintFinding, ruleIndex: number, fingerprint: string): Result {
  const { ruleId, severity, audit } = finding;
  return {
    ruleId,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: literal(messageText(finding)) },
    locations: locations(finding),
    partialFingerprints: { 'valuePath/v1': fingerprint },
    ...(audit.length === 0 ? {} : { properties: { audit: [...audit] } }),
  };
}

/** For code scanning: one run of SARIF 2.1.0, valid by its schema, with places in UTF-16 code units. */
export function sarif({ findings, rules, version }: LintResult): string {
  const indexes = new Map(rules.map(({ ruleId }, index) => [ruleId, index]));
  const prints = fingerprints(findings);
  const results = findings.map((finding, index) =>
    sarifResult(finding, indexes.get(finding.ruleId) ?? -1, prints[index] ?? ''),
  );
  const driver = { name: 'phasegate', semanticVersion: version, rules: rules.map(descriptor) };
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
