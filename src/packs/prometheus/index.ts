import type { Facts, Pack } from '../../pack.ts';
import { SUMMARY } from './backfill/summary.ts';

/** Prometheus remote storage: the history of a store moved to another one. */
export const prometheus: Pack<Facts> = {
  api: 1,
  name: 'prometheus',
  title: 'Prometheus remote storage',
  phases: [],
  rules: [],
  mentions: [],
  recognise: () => false,
  readManifests: (_, found) => found,
  render: () => undefined,
  commands: [
    {
      name: 'backfill',
      summary: SUMMARY,
      variables: [
        'PHASEGATE_READER_PASSWORD',
        'PHASEGATE_READER_TOKEN',
        'PHASEGATE_WRITER_PASSWORD',
        'PHASEGATE_WRITER_TOKEN',
      ],
      run: async (argv, terminal) => (await import('./backfill/command.ts')).backfill(argv, terminal),
    },
  ],
};
