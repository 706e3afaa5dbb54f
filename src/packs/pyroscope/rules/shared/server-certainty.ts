import { compareVersions } from '../../../../chart/versions.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { knownServer } from './known-server.ts';
import { renderedText } from './rendered-text.ts';

/** The servers whose flags and configuration keys were read; what came before and after is not known. */
const OLDEST_SERVER = '1.15.0';
const NEWEST_SERVER = '2.2.1';

/** The project's own image, from whichever registry. */
const OFFICIAL = /(^|\/)grafana\/pyroscope$/;

/** Whether a component runs the project's own image under a tag that is a version, or the chart's own. */
export function isServerCertain(component: ComponentValues): boolean {
  const repository = renderedText(component.value('image', 'repository')) ?? '';
  return OFFICIAL.test(repository) && knownServer(component) !== undefined;
}

/** Whether a server's flags and keys are known, from its own binary or from those around it. */
export const isServerRead = (server: string): boolean =>
  compareVersions(server, OLDEST_SERVER) >= 0 && compareVersions(server, NEWEST_SERVER) <= 0;
