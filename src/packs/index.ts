import type { Pack } from '../pack.ts';
import type { Pack as RenderPack } from '../step/pack.ts';
import { pyroscope } from './pyroscope/index.ts';
import { valuesAndSteps } from './pyroscope/values-and-steps.ts';

const LABEL = /^pyroscope-\d/;

/** The packs that phasegate comes with. */
export const PACKS: readonly Pack[] = [
  {
    ...valuesAndSteps,
    recognise: ({ labels }) => LABEL.test(labels['helm.sh/chart'] ?? ''),
    readManifests: () => {
      throw new Error('render reads manifests by RENDER_PACKS');
    },
    render: () => {
      throw new Error('render goes by RENDER_PACKS');
    },
  } as Pack,
];

/** The same, as render takes them. */
export const RENDER_PACKS: readonly RenderPack[] = [pyroscope];

export { type PhaseHistory, phaseHistory, readStoredManifest } from './pyroscope/steps/installed.ts';
