export const PHASES = ['v1', 'dual', 'v2'] as const;
export type Phase = (typeof PHASES)[number];

export const isPhase = (text: string): text is Phase => (PHASES as readonly string[]).includes(text);
