/** The names of colours in the palette that tell storage layers apart. */
export type LayerColour = 'v1' | 'v2' | 'both' | 'none';

/** A phase has the colour of the layers that it writes; phases of other products have none. */
export function phaseColour(phase: string): LayerColour {
  if (phase === 'v1' || phase === 'v2') return phase;
  return phase === 'dual' ? 'both' : 'none';
}
