import { isBefore } from '../../../../chart/versions.ts';
import type { LintSeverity } from '../../../../lint/finding.ts';
import { serversRead } from '../../facts/flags.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { knownServer } from './known-server.ts';
import { renderedText } from './rendered-text.ts';

/** The project's own image, from whichever registry. */
const OFFICIAL = /(^|\/)grafana\/pyroscope$/;

/** Whether a component runs the project's own image under a tag that is a version, or the chart's own. */
export function isServerCertain(component: ComponentValues): boolean {
  const repository = renderedText(component.value('image', 'repository')) ?? '';
  return OFFICIAL.test(repository) && knownServer(component) !== undefined;
}

/**
 * Whether a server's flags and keys are known, from its own binary or from those around it; of a newer one no more is
 * known than what the newest has.
 */
export function serverKnowledge(server: string): 'read' | 'older' | 'newer' {
  const servers = serversRead();
  if (isBefore(server, servers[0] ?? server)) return 'older';
  return isBefore(servers.at(-1) ?? server, server) ? 'newer' : 'read';
}

/** How sure it is that a server refuses what the servers that were read do not know. */
export function severityOfUnknown(server: string, isCertain: boolean): LintSeverity {
  if (serverKnowledge(server) === 'newer') return 'info';
  return isCertain ? 'error' : 'warning';
}
