import { likely } from '../../../pack.ts';
import type { PrometheusRule, PrometheusState } from '../read/facts.ts';
import { isDestination } from '../render/index.ts';
import { stack, to } from './examples.ts';

const settingOf = (now: PrometheusState, name: string, component: string): string =>
  likely(now.setting(name).find((one) => one.component.name === component)) ?? '';

export const destinationKeepsTooLittle: PrometheusRule = {
  id: 'destination-keeps-too-little',
  severity: 'warning',
  audit: ['P-4', 'P-23', 'P-61'],
  summary: 'a Prometheus that takes remote_write refuses or deletes older samples',
  why: 'Samples older than the window are refused, and those older than the retention are acknowledged and deleted.',
  details: `The charts set a retention of 10 or 15 days, no out-of-order window, and no receiver. A history needs all three: a window and a
retention that reach back to its oldest sample. \`phasegate backfill --check\` compares them with the range.`,
  bad: [
    {
      manifests: stack({
        more: 'enableRemoteWriteReceiver: true\nretention: 10d\ntsdb:\n  outOfOrderTimeWindow: 0s\n',
      }),
      asked: to('dual'),
    },
    {
      manifests: stack({
        more: 'enableRemoteWriteReceiver: true\nretentionSize: 90GB\ntsdb:\n  outOfOrderTimeWindow: 30d\n',
      }),
      asked: to('dual'),
      at: 'retentionSize',
    },
  ],
  good: [
    {
      manifests: stack({
        more: 'enableRemoteWriteReceiver: true\nretention: 400d\ntsdb:\n  outOfOrderTimeWindow: 400d\n',
      }),
      asked: to('dual'),
    },
  ],
  judge({ now }, report) {
    for (const server of now.components) {
      if (!isDestination(server)) continue;
      const window = settingOf(now, 'outOfOrderWindow', server.name);
      const retention = settingOf(now, 'retention', server.name);
      const size = now.setting('retentionSize').find(({ component }) => component.name === server.name);
      if (size && likely(size) !== '')
        report({
          at: size,
          what: `it keeps ${likely(size)} at most, whatever its retention of ${retention}`,
          why: 'What comes first decides: samples that were moved may be deleted before their time.',
          fix: 'make sure that the history and what is there fit, or leave the size out',
        });
      if (!/^0/.test(window)) continue;
      report({
        at: [server.resource?.at('tsdb', 'outOfOrderTimeWindow'), server.receives],
        what: `it takes remote_write with a window of ${window} and a retention of ${retention}`,
        fix: 'set the out-of-order window and the retention to more than the age of the oldest sample to be moved, if a history is to be moved here',
      });
    }
  },
};
