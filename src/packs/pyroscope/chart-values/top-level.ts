import { architecture } from './architecture.ts';
import { httpRoute } from './http-route.ts';
import { ingress } from './ingress.ts';
import type { Keys } from './key.ts';
import { listOf, openSection, textOrFalse } from './kinds.ts';
import { pyroscope } from './pyroscope-block.ts';
import { serviceMonitor } from './service-monitor.ts';
import { agent, alloy, minio } from './sub-charts.ts';

const global = openSection({
  imageRegistry: textOrFalse('Registry of every image, over that of each.', {
    default: null,
    since: '1.19.1',
  }),
})('Values that sub-charts see, too.');

/** Every key that any known version of the chart reads: the one place that says so. */
export const CHART_KEYS: Keys = {
  global,
  pyroscope,
  architecture,
  alloy,
  agent,
  minio,
  ingress,
  httpRoute,
  serviceMonitor,
  extraObjects: listOf('strings-or-maps')(
    'Further objects to install, as maps or texts; templates in them are run.',
    {
      default: [],
      since: '2.0.2',
    },
  ),
};
